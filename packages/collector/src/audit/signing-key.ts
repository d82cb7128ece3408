// The key pair that signs the chain: Ed25519 (RFC 8032), made at the first audit record, in files beside the buffer.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";

/** A private key with its public half as it stands in records: base64 of the SPKI DER. */
export interface SigningKey {
  privateKey: KeyObject;
  publicKey: string;
}

const keyFile = "key.pem";
const nextFile = "next.pem";
const publicFile = "public.pem";

/** Where a collector keeps the keys of its chain. `directory` is the collector's own. */
export function auditKeyDirectory(directory: string): string {
  return join(directory, "audit");
}

/** Reads the key in `directory`, or makes one where there is none. Only the owner may read its file. */
export function loadKey(directory: string): SigningKey {
  return readKey(directory, keyFile) ?? writeKey(directory, keyFile);
}

/** The key that a rotation has put there to be next, if any. */
export function nextKey(directory: string): SigningKey | undefined {
  return readKey(directory, nextFile);
}

/** Makes the key that signs from the next checkpoint on; the record of the change is signed by both. */
export function prepareRotation(directory: string): SigningKey {
  return nextKey(directory) ?? writeKey(directory, nextFile);
}

/** Puts the next key in the place of the present one, which is gone then. */
export function finishRotation(directory: string): SigningKey {
  renameSync(join(directory, nextFile), join(directory, keyFile));
  const key = loadKey(directory);
  writePublic(directory, key);
  return key;
}

/** The public key as PEM, as `cordwood audit key` prints it and `--key` reads it. */
export function publicPem(publicKey: string): string {
  return publicKeyOf(publicKey).export({ type: "spki", format: "pem" }).toString();
}

/** The base64 form of a public key in PEM. @throws an error of node:crypto when it is none, or no Ed25519 key */
export function readPublicPem(pem: string): string {
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType !== "ed25519") throw new Error(`expected an Ed25519 key, got ${key.asymmetricKeyType}`);
  return spki(key);
}

/** Base64 of the signature. */
export function signBytes(key: SigningKey, bytes: Uint8Array): string {
  return sign(null, bytes, key.privateKey).toString("base64");
}

/** Whether the signature is the key's over these bytes; false too when key or signature is none. */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  try {
    return verify(null, bytes, publicKeyOf(publicKey), Buffer.from(signature, "base64"));
  } catch {
    return false;
  }
}

function publicKeyOf(publicKey: string): KeyObject {
  return createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
}

function spki(key: KeyObject): string {
  return key.export({ type: "spki", format: "der" }).toString("base64");
}

function readKey(directory: string, name: string): SigningKey | undefined {
  const path = join(directory, name);
  if (!existsSync(path)) return undefined;
  const privateKey = createPrivateKey(readFileSync(path));
  return { privateKey, publicKey: spki(createPublicKey(privateKey)) };
}

function writeKey(directory: string, name: string): SigningKey {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync("ed25519");
  const key = { privateKey, publicKey: spki(createPublicKey(privateKey)) };
  replaceDurably(directory, name, privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  if (name === keyFile) writePublic(directory, key);
  return key;
}

function writePublic(directory: string, key: SigningKey): void {
  replaceDurably(directory, publicFile, publicPem(key.publicKey));
}

// Synchronous, once in the life of a chain: sealing must not let another append overtake.
function replaceDurably(directory: string, name: string, content: string): void {
  const path = join(directory, name);
  const file = openSync(`${path}.new`, "w", 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}
