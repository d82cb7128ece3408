/** A plain text mail (RFC 5322, RFC 2045). */

/** What a mail says. */
export interface Mail {
  from: string;
  to: readonly string[];
  subject: string;
  text: string;
}

/** Puts a mail together. Line ends and other control characters in the header would forge header lines: they are taken out. */
export function mailMessage(mail: Mail, date: Date, takes8Bit: boolean): string {
  const isAscii = /^[\x00-\x7f]*$/.test(mail.text);
  const encoding = isAscii ? "7bit" : takes8Bit ? "8bit" : "base64";
  const header = [
    `From: ${headerText(mail.from)}`,
    `To: ${mail.to.map((each) => headerText(each)).join(", ")}`,
    `Subject: ${encodedWords(headerText(mail.subject))}`,
    `Date: ${date.toUTCString().replace("GMT", "+0000")}`,
    "MIME-Version: 1.0",
    'Content-Type: text/plain; charset="utf-8"',
    `Content-Transfer-Encoding: ${encoding}`,
  ];
  return `${header.join("\r\n")}\r\n\r\n${encoding === "base64" ? base64Lines(mail.text) : withCrlf(mail.text)}\r\n`;
}

function headerText(text: string): string {
  return text.replaceAll(/[\x00-\x1f\x7f]+/g, " ").trim();
}

/** RFC 2047: at most 75 characters a word; 45 bytes are 60 of base64. */
function encodedWords(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  return [...words, word].map((each) => `=?utf-8?B?${Buffer.from(each).toString("base64")}?=`).join("\r\n ");
}

function base64Lines(text: string): string {
  return (
    Buffer.from(withCrlf(text))
      .toString("base64")
      .match(/.{1,76}/g) ?? []
  ).join("\r\n");
}

function withCrlf(text: string): string {
  return text.replaceAll(/\r\n|\r|\n/g, "\r\n");
}
