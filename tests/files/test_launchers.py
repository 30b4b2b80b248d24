"""How many processes launch scripts start, and when they do not tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lrscale.files.reading import read

if TYPE_CHECKING:
    from pathlib import Path

TRAIN = "train.py --batch_size 4 --lr 1e-4"


def processes(folder: Path, script: str) -> object:
    path = folder / "run.sh"
    path.write_text(script.replace("TRAIN", TRAIN) + "\n", encoding="utf-8")
    held = read(path).values.get("world_size")
    return None if held is None else held.value


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("torchrun --nproc_per_node 8 TRAIN", 8),
        ("torchrun --nproc-per-node=8 --nnodes=2 TRAIN", 16),
        ("python -m torch.distributed.launch --nproc_per_node=4 TRAIN", 4),
        ("python -m torch.distributed.run --nproc_per_node 2 --nnodes 3 TRAIN", 6),
        ("N=4\ntorchrun --nproc_per_node $N TRAIN", 4),
        ("torchrun --nproc_per_node ${GPUS:-8} TRAIN", 8),
        ("torchrun --nproc_per_node gpu TRAIN", None),
        ("CUDA_VISIBLE_DEVICES=0,1,2,3 torchrun --nproc_per_node gpu TRAIN", 4),
        ("CUDA_VISIBLE_DEVICES=0,1 torchrun --nproc_per_node $1 TRAIN", None),
        ("torchrun --nproc_per_node 8 --nnodes 2:2 TRAIN", 16),
        ("torchrun --nproc_per_node 8 --nnodes 2 TRAIN --num_nodes 1", 16),
        ("torchrun --nproc_per_node auto --nnodes 2 TRAIN", None),
        ("torchrun --nproc_per_node 8 --nnodes 1:4 TRAIN", None),
        ("torchrun --nproc_per_node $1 TRAIN", None),
        ("if [ $1 ]; then\n  torchrun --nproc_per_node 8 TRAIN\nelse\n  torchrun --nproc_per_node 4 TRAIN\nfi", None),
        ("if [ $1 ]; then\n  torchrun --nproc_per_node 8 TRAIN\nelse\n  torchrun --nproc_per_node 8 TRAIN\nfi", 8),
        ("accelerate launch --num_processes 7 TRAIN", 7),
        ("CUDA_VISIBLE_DEVICES=0,1,2,3,4,5,6,7 accelerate launch --num_processes=7 TRAIN", 7),
        ("accelerate launch --num_processes 16 --num_machines 2 TRAIN", 16),
        ("accelerate launch TRAIN", None),
        ("accelerate launch --gpu_ids 0,1 TRAIN", 2),
        ("accelerate launch --num_processes 2 TRAIN\naccelerate launch --num_processes 4 TRAIN", None),
        ("deepspeed TRAIN", None),
        ("deepspeed --num_gpus 4 TRAIN", 4),
        ("deepspeed --num_gpus 8 --num_nodes 2 TRAIN", 16),
        ("deepspeed --include=localhost:2,3 TRAIN", 2),
        ("deepspeed --include host1:0,1@host2:2 TRAIN", 3),
        ("deepspeed --include host1@host2 TRAIN", None),
        ("deepspeed --hostfile hosts TRAIN", None),
        ("deepspeed --hostfile hosts --num_gpus 8 TRAIN", None),
        ("CUDA_VISIBLE_DEVICES=0,1 deepspeed --hostfile hosts TRAIN", None),
        ("colossalai run --nproc_per_node 4 TRAIN", 4),
        ("colossalai run --nproc_per_node 4 --hostfile hosts TRAIN", None),
        ("colossalai run --nproc_per_node 4 --host a,b TRAIN", 8),
        ("composer -n 8 TRAIN", 8),
        ("composer --world_size 16 --node_rank 0 TRAIN", 16),
        ("tune run lora_finetune_single_device --config llama3/8B batch_size=2 optimizer.lr=1e-4", 1),
        ("tune run --nproc_per_node 4 full_finetune_distributed --config x batch_size=2 optimizer.lr=1e-4", 4),
        ("mpirun -np 8 python TRAIN", 8),
        ("mpirun -np 8 python TRAIN -n 2000", 8),
        ("NPROC_PER_NODE=4 NNODES=2 xtuner train TRAIN", 8),
        ("NPROC_PER_NODE=4 swift sft --per_device_train_batch_size 2 --learning_rate 1e-4", 4),
        ("NPROC_PER_NODE=4 llamafactory-cli train --per_device_train_batch_size 2 --learning_rate 1e-4", 4),
        ("NPROC_PER_NODE=4 python TRAIN", None),
        ("NNODES=2 CUDA_VISIBLE_DEVICES=0 swift sft --per_device_train_batch_size 2 --learning_rate 1e-4", None),
        ("./distributed_train.sh 4 /data --batch-size 64 --lr 0.1", 4),
        ("# ./distributed_train.sh 4 /data\n./distributed_train.sh 2 /data --batch-size 64 --lr 0.1", 2),
        ("CUDA_VISIBLE_DEVICES=3 python TRAIN", 1),
        ("ASCEND_RT_VISIBLE_DEVICES=3 python TRAIN", 1),
        ("export CUDA_VISIBLE_DEVICES=0\npython TRAIN\nexport CUDA_VISIBLE_DEVICES=1\npython TRAIN", 1),
        ("CUDA_VISIBLE_DEVICES=0,1 python TRAIN", None),
        ("export CUDA_VISIBLE_DEVICES=0,1\ndeepspeed TRAIN", 2),
        ("export CUDA_VISIBLE_DEVICES=-1\npython TRAIN", None),
        ("python TRAIN", None),
    ],
)
def test_a_launcher_tells_its_processes(tmp_path: Path, script: str, expected: int | None) -> None:
    assert processes(tmp_path, script) == expected


@pytest.mark.parametrize(
    ("directives", "command", "expected"),
    [
        (("--nodes=4", "--ntasks-per-node=8"), "srun python TRAIN", 32),
        (("-N 2", "--ntasks-per-node=4"), "srun python TRAIN", 8),
        (("--ntasks=16",), "srun python TRAIN", 16),
        (("--ntasks=16",), "srun python TRAIN -n 1000", 16),
        ((), "srun -n 8 python TRAIN -n 1000", 8),
        (("--nodes=2", "--gres=gpu:4"), "srun python TRAIN", 8),
        (("--nodes=2", "--gres=gpu:a100:4"), "srun python TRAIN", 8),
        (("--nodes=2", "--gpus-per-node=8"), "srun accelerate launch TRAIN", 16),
        (("--gres=craynetwork:2,gpu:4", "--ntasks-per-node=4"), "srun python TRAIN", 4),
        (("--nodes=2", "--ntasks-per-node=1", "--gres=gpu:4"), "srun python TRAIN", None),
        (("--nodes=2", "--ntasks-per-node=1"), "srun bash inner.sh --batch_size 4 --lr 1e-4", None),
        (("--nodes=2", "--ntasks-per-node=1", "--gres=gpu:4"), "srun torchrun --nproc_per_node 4 --nnodes 2 TRAIN", 8),
        (("--nodes=2", "--ntasks-per-node=1", "--gres=gpu:4"), "srun torchrun --nproc_per_node 4 TRAIN", None),
        (("--nodes=2", "--ntasks-per-node=4"), "python TRAIN", None),
        (("--nodes=1-4", "--ntasks-per-node=4"), "srun python TRAIN", None),
        (("--gres=gpu:4",), "python TRAIN", None),
        (("--gres=gpu:1",), "python TRAIN", 1),
    ],
)
def test_a_cluster_tells_the_processes_that_srun_starts(
    tmp_path: Path, directives: tuple[str, ...], command: str, expected: int | None
) -> None:
    header = "".join(f"#SBATCH {directive}\n" for directive in directives)
    assert processes(tmp_path, f"#!/bin/bash\n{header}{command}") == expected


def test_a_flag_goes_before_the_accelerate_file_and_the_file_before_visible_devices(tmp_path: Path) -> None:
    (tmp_path / "accelerate.yaml").write_text("distributed_type: MULTI_GPU\nnum_machines: 1\nnum_processes: 2\n")
    launch = "accelerate launch --config_file accelerate.yaml"
    train = "train_text_to_image.py --pretrained_model_name_or_path m --train_batch_size 4 --learning_rate 1e-4"
    assert processes(tmp_path, f"{launch} --num_processes 7 {train}") == 7
    assert processes(tmp_path, f"CUDA_VISIBLE_DEVICES=0,1,2,3 {launch} {train}") == 2
