from torchtitan.components.lr_scheduler import LRSchedulersContainer
from torchtitan.components.optimizer import OptimizersContainer
from torchtitan.config import ParallelismConfig, TrainingConfig
from torchtitan.trainer import Trainer


def small() -> Trainer.Config:
    return Trainer.Config(
        optimizer=OptimizersContainer.Config(lr=4e-4),
        lr_scheduler=LRSchedulersContainer.Config(warmup_steps=100),
        training=TrainingConfig(local_batch_size=2, seq_len=1024, steps=3000),
        parallelism=ParallelismConfig(context_parallel_degree=2),
    )
