import lightly_train

if __name__ == "__main__":
    lightly_train.pretrain(
        out="runs/dinov2_vits",
        data="/data/images",
        model="dinov2/vits14",
        method="dinov2",
        epochs=100,
        batch_size=512,  # over all devices
        devices=4,
        optim="adamw",
        optim_args={"lr": 4e-3, "betas": (0.9, 0.95), "weight_decay": 0.04},
    )
    lightly_train.embed(out="runs/embeddings", data="/data/images", batch_size=32)
