"""What a print file says of itself: XMP metadata (ISO 16684-1) and the dictionary of information, which agree.

PDF/X-4 (ISO 15930-7) asks for the version, the title, the times, the document's id and whether the file is trapped. The
service adds the facts that it answers with.
"""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from html import escape, unescape

from backend.domain.products.pdf import stream, text_string
from backend.domain.products.print_files import PrintFacts

PRODUCER = "DreamForge"
NAMESPACE = "https://dreamforge.example/ns/print/1.0/"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/"
 xmlns:dreamforge="{namespace}">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>{created}</xmp:CreateDate>
<xmp:ModifyDate>{created}</xmp:ModifyDate>
<xmp:MetadataDate>{created}</xmp:MetadataDate>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmpMM:DocumentID>uuid:{document}</xmpMM:DocumentID>
<xmpMM:InstanceID>uuid:{document}</xmpMM:InstanceID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<xmpMM:VersionID>1</xmpMM:VersionID>
<pdf:Producer>{producer}</pdf:Producer>
<pdf:Trapped>False</pdf:Trapped>
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
{facts}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def name_file(*parts: bytes) -> uuid.UUID:
    """An id that follows from what a file is made of."""
    return uuid.uuid5(uuid.NAMESPACE_URL, sha256(b"\0".join(parts)).hexdigest())


def write_metadata(title: str, created_at: str, document: uuid.UUID, facts: PrintFacts) -> bytes:
    """The stream of XMP, which is neither compressed nor encrypted: programs that know no PDF find it."""
    packet = PACKET.format(
        namespace=NAMESPACE,
        title=_xml(title),
        created=_date(created_at).isoformat(timespec="seconds"),
        producer=PRODUCER,
        document=document,
        facts="\n".join(_write_facts(facts)),
    )
    return stream(b"/Type /Metadata /Subtype /XML", packet.encode())


def write_information(title: str, created_at: str) -> bytes:
    created = text_date(created_at)
    return (
        b"<< /Title %s /Creator (%s) /Producer (%s) /CreationDate (%s) /ModDate (%s) /Trapped /False"
        b" /GTS_PDFXVersion (PDF/X-4) >>"
        % (text_string(_printable(title)), PRODUCER.encode(), PRODUCER.encode(), created, created)
    )


def text_date(created_at: str) -> bytes:
    """'2026-11-30T12:00:00.000Z' -> 'D:20261130120000+00'00''"""
    return _date(created_at).strftime("D:%Y%m%d%H%M%S+00'00'").encode()


def _date(created_at: str) -> datetime:
    return datetime.fromisoformat(created_at)


def _printable(text: str) -> str:
    return NOT_IN_XML.sub("", text)


def _xml(text: str) -> str:
    return escape(_printable(text), quote=False)


def _write_facts(facts: PrintFacts) -> Iterator[str]:
    values = {
        "TrimWidth": f"{facts.width_mm:g}",
        "TrimHeight": f"{facts.height_mm:g}",
        "EffectiveDPI": facts.dpi,
        "SmallestText": "" if facts.smallest_points is None else f"{facts.smallest_points:.2f}",
    }
    for name, value in values.items():
        yield f"<dreamforge:{name}>{value}</dreamforge:{name}>"
    warnings = "".join(f"<rdf:li>{_xml(warning)}</rdf:li>" for warning in facts.warnings)
    yield f"<dreamforge:Warnings><rdf:Seq>{warnings}</rdf:Seq></dreamforge:Warnings>"


def read_facts(content: bytes) -> PrintFacts:
    """The facts in the metadata of a file of this service."""
    packet = content[content.index(b"<x:xmpmeta") : content.index(b"</x:xmpmeta>")].decode()

    def value(name: str) -> str:
        return packet.partition(f"<dreamforge:{name}>")[2].partition(f"</dreamforge:{name}>")[0]

    smallest = value("SmallestText")
    return PrintFacts(
        width_mm=float(value("TrimWidth")),
        height_mm=float(value("TrimHeight")),
        dpi=int(value("EffectiveDPI")),
        smallest_points=float(smallest) if smallest else None,
        warnings=tuple(unescape(each) for each in re.findall("<rdf:li>(.*?)</rdf:li>", value("Warnings"), re.DOTALL)),
    )
