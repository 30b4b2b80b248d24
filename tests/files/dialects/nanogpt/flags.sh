# what the config says of the accumulation is not here
python train.py config/train_tales.py --batch_size=8 --learning_rate=3e-4 \
    --always_save_checkpoint=False --eval_iters=50
