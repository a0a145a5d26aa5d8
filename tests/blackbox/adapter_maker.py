"""LoRA adapters as GGUF files, drawn by a seed. (Format: ggml's gguf.h, llama.cpp's convert_lora_to_gguf.py.)"""

import random
import struct

TEXT, FLOAT, F32 = 8, 6, 0


def text(value):
    return struct.pack("<Q", len(value)) + value.encode()


def adapter(path, architecture="llama", name="blk.29.ffn_down.weight", inside=1536, outside=576, rank=2):
    """A change of one matrix, drawn by a seed."""
    keys = [text(key) + struct.pack("<I", TEXT) + text(value) for key, value in (("general.architecture", architecture), ("general.type", "adapter"), ("adapter.type", "lora"))]
    keys.append(text("adapter.lora.alpha") + struct.pack("<If", FLOAT, 4.0))
    drawn = random.Random(7)
    infos, data = b"", b""
    for half, sizes in (("lora_a", (inside, rank)), ("lora_b", (rank, outside))):
        infos += text(f"{name}.{half}") + struct.pack("<IQQIQ", 2, *sizes, F32, len(data))
        data += b"".join(struct.pack("<f", drawn.uniform(-0.1, 0.1)) for _ in range(sizes[0] * sizes[1]))
        data += bytes(-len(data) % 32)
    head = b"GGUF" + struct.pack("<IQQ", 3, 2, len(keys)) + b"".join(keys) + infos
    path.write_bytes(head + bytes(-len(head) % 32) + data)
    return path
