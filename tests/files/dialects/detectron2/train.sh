#!/bin/bash
python train_net.py --config-file configs/retinanet_r50.yaml \
    --num-gpus 4 --num-machines 1 \
    SOLVER.IMS_PER_BATCH 8 SOLVER.BASE_LR 0.005 \
    SOLVER.MAX_ITER 180000 SOLVER.STEPS "(120000, 160000)" \
    MODEL.RETINANET.NUM_CLASSES 20 OUTPUT_DIR runs/retinanet
