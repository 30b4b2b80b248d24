mpirun -np 8 ./train_gpt2cu -i "data/tales/train_*.bin" -b 16 -d 524288 -l 0.0006 -u 700 -x 18000 -c 0.1
