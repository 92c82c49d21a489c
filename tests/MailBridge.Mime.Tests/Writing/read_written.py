"""Reads what MimeWriter wrote with Python's email package and, where it is installed, with GMime, and counts what they read differently.

    MAILBRIDGE_WRITTEN=/tmp/written.jsonl dotnet test tests/MailBridge.Mime.Tests --filter RandomMessageTests
    python3 read_written.py /tmp/written.jsonl
"""
import base64, collections, email, email.policy, hashlib, json, sys, unicodedata

try:
    import gi
    gi.require_version("GMime", "3.0")
    from gi.repository import GMime
    GMime.init()
except (ImportError, ValueError):
    GMime = None


def nfc(text):
    return unicodedata.normalize("NFC", text or "")


def body(text):
    return nfc(text).replace("\r\n", "\n").rstrip("\n")


def sha(data):
    return hashlib.sha256(data).hexdigest()


def a_labels(address):
    """GMime shows U-labels; Python keeps UTF-8 in headers as surrogates."""
    local, _, domain = address.encode("utf-8", "surrogateescape").decode().rpartition("@")
    return nfc(local) + "@" + (domain if domain.isascii() else domain.encode("idna").decode())


def with_python(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    read = {"Subject": nfc(str(message["subject"] or "")), "Extra": nfc(str(message["x-extra"])) if message["x-extra"] is not None else None}
    for name, field in (("From", "from"), ("ReplyTo", "reply-to"), ("To", "to"), ("Cc", "cc")):
        boxes = message[field].addresses if message[field] else []
        read[name] = [nfc(box.display_name) + " <" + a_labels(box.addr_spec) + ">" for box in boxes]
    read["Date"] = int(message["date"].datetime.timestamp())
    read["MessageId"] = str(message["message-id"]).strip("<>")
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    read["Text"] = body(plain.get_content()) if plain else ""
    read["Html"] = body(html.get_content()) if html else ""
    files = [part for part in message.walk() if not part.is_multipart() and part.get_content_disposition()]
    read["Files"] = [nfc(part.get_filename()) + " " + sha(part.get_payload(decode=True)) for part in files]
    return read


def with_gmime(raw):
    message = GMime.Parser.new_with_stream(GMime.StreamMem.new_with_buffer(raw)).construct_message(None)

    def boxes(found):
        return [nfc(found.get_address(i).get_name()) + " <" + a_labels(found.get_address(i).get_addr()) + ">" for i in range(found.length())]

    read = {"Subject": nfc(message.get_subject()), "From": boxes(message.get_from()), "ReplyTo": boxes(message.get_reply_to()),
            "To": boxes(message.get_to()), "Cc": boxes(message.get_cc()), "Date": message.get_date().to_unix(),
            "MessageId": message.get_message_id(), "Text": "", "Html": "", "Files": []}
    at = GMime.PartIter.new(message)
    while at.is_valid():
        part = at.get_current()
        if isinstance(part, GMime.Part):
            if part.get_disposition():
                memory = GMime.StreamMem.new()
                part.get_content().write_to_stream(memory)
                data = bytes(memory.get_byte_array()) if memory.length() > 0 else b""
                read["Files"].append(nfc(part.get_filename()) + " " + sha(data))
            elif isinstance(part, GMime.TextPart):
                read["Html" if part.get_content_type().get_media_subtype() == "html" else "Text"] = body(part.get_text())
        if not at.next():
            break
    return read


ADDRESSES = ("From", "ReplyTo", "To", "Cc")


def bare(box):
    """Python 3.11 shows the blanks between the encoded words of one name (RFC 2047 §6.2 says not to); our reader takes apostrophes away."""
    return "".join(box.split()).replace("'", "")


different, shown = collections.Counter(), collections.Counter()
readers = {"python": with_python} | ({"gmime": with_gmime} if GMime else {})
lines = open(sys.argv[1], encoding="utf-8").read().split("\n")
for line in filter(None, lines):
    case = json.loads(line)
    raw = base64.b64decode(case["raw"])
    for reader, read in readers.items():
        try:
            actual = read(raw)
        except Exception as fault:  # pylint: disable=broad-except
            actual = {"Subject": repr(fault)}
        for name, value in actual.items():
            if value != case["meaning"][name]:
                if name in ADDRESSES and [bare(box) for box in value] == [bare(box) for box in case["meaning"][name]]:
                    continue
                different[reader, name] += 1
                shown[reader, name] += 1
                if shown[reader, name] <= 3:
                    print(f"{reader} {name}\n  meant {case['meaning'][name]!r:.300}\n  read  {value!r:.300}")
print(f"{len(lines) - 1} messages; read differently:", dict(different) or "none", "; readers:", ", ".join(readers))
