import argparse

from datasets import load_dataset
from trl import SFTConfig, SFTTrainer

parser = argparse.ArgumentParser()
parser.add_argument("--learning_rate", type=float, default=2e-4)
options = parser.parse_args()

config = SFTConfig(
    output_dir="out",
    max_length=4096,
    packing=True,
    per_device_train_batch_size=2,
    gradient_accumulation_steps=8,
    learning_rate=2e-4,
    num_train_epochs=2,
    warmup_steps=50,
    logging_steps=10,
    optim="paged_adamw_8bit",
)
SFTTrainer("acme/base-1b", args=config, train_dataset=load_dataset("acme/chat")).train()
