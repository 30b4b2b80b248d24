yolo detect train model=yolo11n.pt data=signs.yaml epochs=50 batch=0.7 lr0=0.01 optimizer=SGD device=0
