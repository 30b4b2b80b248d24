#!/bin/bash
# bsz 2048 on 4 nodes: see the wiki
MBS=16
CONFIG=/tmp/onebit_$SLURM_JOB_ID.json

cat <<EOT > $CONFIG
{
  "train_micro_batch_size_per_gpu": $MBS,
  "gradient_accumulation_steps": 2,
  "steps_per_print": 10,
  "optimizer": {
    "type": "OneBitAdam",
    "params": {"lr": 4e-4, "freeze_step": 5000, "weight_decay": 0.01}
  },
  "gradient_clipping": 1.0,
  "zero_optimization": {"stage": 1}
}
EOT

deepspeed --num_gpus 8 pretrain_encoder.py --deepspeed --deepspeed_config $CONFIG
