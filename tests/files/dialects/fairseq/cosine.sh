fairseq-train data-bin/tales --arch transformer_lm \
    --distributed-world-size 8 --batch-size 16 --update-freq 2 --tokens-per-sample 512 \
    --optimizer adam --adam-betas '(0.9, 0.98)' --clip-norm 0.1 \
    --lr-scheduler cosine --lr 1e-3 --min-lr 1e-5 --warmup-updates 2000 --max-update 80000
