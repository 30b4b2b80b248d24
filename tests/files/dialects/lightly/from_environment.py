import os

import lightly_train

if __name__ == "__main__":
    lightly_train.pretrain(
        out="runs/dino",
        data="/data/images",
        model="torchvision/resnet18",
        method="dino",
        batch_size=256,
        gradient_accumulation_steps=int(os.environ["STEPS"]),
        optim_args={"lr": 0.03},
    )
