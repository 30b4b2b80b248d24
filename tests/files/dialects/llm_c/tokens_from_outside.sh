# the tokens of a step come from whoever calls this
./train_gpt2cu -i "data/tales/train_*.bin" -b 16 -t 1024 -d $TOKENS -l 0.0006 -x 18000
