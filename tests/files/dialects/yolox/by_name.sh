python -m yolox.tools.train -n yolox-s -d 4 -b 32 --fp16
