import { expect, test } from 'vitest';
import { configHex, configOf, expectAnswerToAnyConfig, u16 } from '../testing/config-bytes.ts';
import { NOT_SEEN } from './config-view.ts';
import { decodeSerialNumber } from './serial-number.ts';

const serial = (bytes: readonly number[]) => ({ extended: { 0x01: Array<number>(40).fill(0), 0x03: bytes } });
const NUMBER = [0x34, 0x12, 0x6f, 0xff, 0xff, 0x2d, 0xb0, 0x48];

test('is read as it is printed', () => {
  expect(decodeSerialNumber(configOf(serial(NUMBER)))).toBe('48-b0-2d-ff-ff-6f-12-34');
});

test.each([0x00, 0xff])('%i in all bytes is no number', byte => {
  expect(decodeSerialNumber(configOf(serial(Array<number>(8).fill(byte))))).toBeNull();
});

test('conventional PCI has none; an unprivileged reader cannot tell', () => {
  const conventional = { first: { 1: [0, 0] } };
  expect(decodeSerialNumber(configOf(conventional, 256))).toBeNull();
  expect(decodeSerialNumber(configOf(conventional, 64))).toBe(NOT_SEEN);
  const express = { first: { 0x10: [...u16(2), ...Array<number>(20).fill(0)] } };
  expect(decodeSerialNumber(configOf(express, 256))).toBe(NOT_SEEN);
  expect(decodeSerialNumber(configOf(serial(NUMBER), 0x134))).toBe(NOT_SEEN);
});

test('answers to any bytes', () => expectAnswerToAnyConfig(decodeSerialNumber, configHex(serial(NUMBER))));
