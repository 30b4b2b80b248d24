from ultralytics import YOLO

model = YOLO("yolo11n.pt")
results = model.train(
    data="coco8.yaml",
    epochs=20,
    batch=64,
    lr0=0.01,
    momentum=0.9,
    optimizer="SGD",
    device=[0, 1],
)
