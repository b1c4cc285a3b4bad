#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Encrypts an empty folder of a file system that can (fscrypt), and locks and opens it.

Usage: lock.py encrypt|lock|open FOLDER
"""

import ctypes
import fcntl
import os
import struct
import sys

SET_POLICY, ADD_KEY, REMOVE_KEY = 0x800C6613, 0xC0506617, 0xC0406618
BY_IDENTIFIER, AES_256_XTS, AES_256_CTS = 2, 1, 4
KEY = b"k" * 64
# What the kernel has told of KEY.
REMEMBERED = "/run/lock.identifier"


def specifier(identifier: bytes = b"") -> bytes:
    return struct.pack("<II32s", BY_IDENTIFIER, 0, identifier)


def request(folder: str, number: int, argument: bytes) -> bytes:
    descriptor = os.open(folder, os.O_RDONLY)
    buffer = ctypes.create_string_buffer(argument, len(argument))
    fcntl.ioctl(descriptor, number, buffer)
    os.close(descriptor)
    return buffer.raw


def add_key(folder: str) -> bytes:
    told = request(folder, ADD_KEY, specifier() + struct.pack("<II32x", len(KEY), 0) + KEY)
    return told[8:24]


def main() -> None:
    deed, folder = sys.argv[1:]
    mount = os.path.dirname(folder)
    if deed == "lock":
        with open(REMEMBERED, "rb") as remembered:
            request(mount, REMOVE_KEY, specifier(remembered.read()) + bytes(24))
        return
    identifier = add_key(mount)
    with open(REMEMBERED, "wb") as remembered:
        remembered.write(identifier)
    if deed == "encrypt":
        policy = struct.pack("<BBBBB3x16s", 2, AES_256_XTS, AES_256_CTS, 3, 0, identifier)
        request(folder, SET_POLICY, policy)


main()
