#!/usr/bin/env python3
"""Writes N procedure files of about 60 lines each (15 steps, Chinese text) to measure `signoff validate` with.

usage: gen_procedures.py FOLDER N [--seed 7] [--bad-percent 0]
"""
import argparse
import os
import random

VERBS = ["检查", "确认", "记录", "读取", "关闭", "打开", "清洁", "校准", "更换", "测量"]
NOUNS = ["进料阀", "压力表", "冷却水泵", "备用电源", "接地线", "安全联锁", "液位计", "风扇滤网", "断路器", "温度传感器"]
ROLES = ["operator_a", "lead", "safety", "quality"]
UNITS = ["°C", "bar", "V", "mm", "kPa"]


def step(r, i):
    title = f"{r.choice(VERBS)}{r.choice(NOUNS)}（第{i}步）"
    kind = i % 5
    if kind == 0:
        low = r.randint(0, 50)
        return [f"  - measure: {title}", f"    id: s{i:02d}", f"    unit: {r.choice(UNITS)}",
                f"    min: {low}", f"    max: {low + r.randint(1, 50)}"]
    if kind == 1:
        return [f"  - check: {title}", f"    id: s{i:02d}", f"    role: {r.choice(ROLES)}"]
    if kind == 2:
        return [f"  - choose: {title}", f"    id: s{i:02d}", "    options:", "      - {id: normal, title: 正常}",
                f"      - {{id: abnormal, title: 异常, steps: [报告{r.choice(NOUNS)}异常]}}"]
    if kind == 3:
        return [f"  - record: {title}", f"    id: s{i:02d}", "    type: text"]
    return [f"  - check: {title} {{{{ date }}}}", f'    when: s{i - 2:02d} == "normal" and weekday != "sun"']


def procedure(r, number, steps=15):
    lines = [f"procedure: proc-{number:05d}", f"title: 第{number}号设备日常巡检规程", "version: 1.2.0",
             f"summary: 巡检{r.choice(NOUNS)}和{r.choice(NOUNS)}。", "tags: [日检, 设备]", "time_limit: 45m",
             "roles: {operator_a: 操作员, lead: 班长, safety: 安全员, quality: 质检员}", "steps:"]
    for i in range(1, steps + 1):
        lines += step(r, i)
    return "\n".join(lines) + "\n"


def broken(text, r):
    return [text.replace("    unit:", "    unti:", 1), text.replace("type: text", "type: txet", 1),
            text.replace('"normal"', '"norml"', 1).replace("when: s02", "when: s99", 1)][r.randrange(3)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("n", type=int)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--bad-percent", type=float, default=0)
    wanted = parser.parse_args()
    r = random.Random(wanted.seed)
    for number in range(wanted.n):
        text = procedure(r, number)
        if r.random() * 100 < wanted.bad_percent:
            text = broken(text, r)
        folder = os.path.join(wanted.folder, f"d{number // 500:03d}")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, f"proc-{number:05d}.yaml"), "w", encoding="utf-8") as file:
            file.write(text)
