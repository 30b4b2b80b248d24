#!/bin/bash
BATCH=${BATCH:-6}
export LIBTPU_INIT_ARGS="--xla_tpu_enable_async_collective_fusion=true"
python3 -m maxtext.train src/maxtext/configs/base.yml run_name=v5e \
    base_output_directory=gs://bucket/v5e \
    per_device_batch_size=4 gradient_accumulation_steps=2 \
    learning_rate=2e-4 steps=10000 learning_rate_schedule_steps=10000 \
    ici_fsdp_parallelism=16 ici_tensor_parallelism=2 dcn_data_parallelism=2 \
    remat_policy=full log_period=50
