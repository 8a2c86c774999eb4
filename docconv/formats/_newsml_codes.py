"""Codes of NewsML-G2: which scheme an alias stands for, by the catalogs of a document and a table of the IPTC's schemes.

A QCode is an alias, a colon and a code; the alias stands for the URI of a scheme, the URI and the code
together for a concept (NewsML-G2, QCodes and Catalogs). Which URI, a catalog says: one inside the document,
or one it refers to. Nothing is fetched: of catalogs elsewhere only that of the IPTC is known, as a table of facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docconv.formats._xml_reading import local
from docconv.patterns import lazy_pattern

if TYPE_CHECKING:
    from lxml.etree import _Element

#: The newest IPTC catalog (July 2025), whose aliases are used in writing.
CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"

#: Roles that G2 has none for: the headline that is a kicker, the description that stands for a picture that is not seen.
KICKER_ROLE = "urn:docconv:role:kicker"
ALT_ROLE = "urn:docconv:role:alt"

_NEWSCODES = "http://cv.iptc.org/newscodes/"
#: Aliases of that catalog by the last step of their scheme's address, where it is not the alias itself.
_SCHEMES = """
altidrole aoprop=aoproperty app=application aspfacet=asportfacet aspfacetvalue=asportfacetvalue acdc=audiocodec
authoritystatus catinat=catinature chprop=characteristicsproperty cinat=cinature colsp=colorspace colin=colourindicator
ctech=commtech cptdefrole=conceptdefinitionrole cptnoterole=conceptnoterole crel=conceptrelation conf=confidence
ciprol=contactinfopartrole cwarn=contentwarning ctrol=contributorrole cpnat=cpnature cpprole=contentprodpartyrole
drol=descriptionrole digsrctype=digitalsourcetype dimensionunit dummy ednoterole erol=edrole encd=encoding
entityprop=entityproperty
ecirol=eventcontactinforole edconf=eventdateconfirm eocstat=eventoccurstatus eorol=eventorganiserrole
eprol=eventparticipantrole eregrol=eventregrole fisymtype=financialinstrumentsymboltype frmt=format gen=generic genre
hashscope hashtype hopaction hatarget=hopactiontarget howextr=howextracted howpr=howpresent ikos imgregrole=imageregionrole
imgregtype=imageregiontype impt=importance isrol=infosourcerole irel=itemrelation irep=itemrepresentation lbtyp=labeltype
lrol=languagerole loutorient=layoutorientation loctyp=location medtop=mediatopic mtyp=mediatype medtype=mediatype1
nprt=namepart nrol=namerole ncostat=newscoveragestatus nityp=newsitemtype nmsig=newsmsgsignal nprod=newsproduct
nprov=newsprovider ninat=ninature not=notation oito=ofinterestto pgrmod=pkggroupmode plinat=plinature prio=priority
prodgenre=productgenre prop=property prov=provider stat=pubstatusg2 rtype=ratertype rcalctype rel=relevance rnd=rendition
riaspect rightsprop=rightsproperty riscope role1 rscaleunit scn=scene sev=severity sig=signal pst1=status1 subj=subjectcode
squ=subjectqualifier timeunit tone tpctyp=topictype trustindicator urgy=urgency useracttype=useractiontype
valfmt=valueformat vcdc=videocodec videodef=videodefinition ivqu=videoqualifier sov=videoscaling why=whypresent
wldreg=worldregion
"""
_ELSEWHERE = """
a1312cat=http://cvx.iptc.org/anpa1312-category/ a1312prio=http://cvx.iptc.org/anpa1312-priority/
a1312svc=http://cvx.iptc.org/anpa1312-servicelevel/ a1312vers=http://cvx.iptc.org/anpa1312-version/
bcp47=http://cvx.iptc.org/bcp47/ cusip=http://cvx.iptc.org/cusip/ dbpedia=http://dbpedia.org/resource/
figi=http://cvx.iptc.org/figi/ geonames=http://sws.geonames.org/ geonameshttps=https://sws.geonames.org/
gics=http://cvx.iptc.org/gics/ googletopicsv1=http://cvx.iptc.org/googletopicsv1/
googletopicsv2=http://cvx.iptc.org/googletopicsv2/ iabadproduct10=http://cvx.iptc.org/iabadproduct10/
iabadproduct20=http://cvx.iptc.org/iabadproduct20/ iabaudience10=http://cvx.iptc.org/iabaudience10/
iabcontent20=http://cvx.iptc.org/iabcontent20/ iabcontent21=http://cvx.iptc.org/iabcontent21/
iabcontent22=http://cvx.iptc.org/iabcontent22/ iabcontent30=http://cvx.iptc.org/iabcontent30/
isin=http://cvx.iptc.org/isin/ iso3166-1a2=http://cvx.iptc.org/iso3166-1a2/ iso3166-1a3=http://cvx.iptc.org/iso3166-1a3/
iso3166-2=http://cvx.iptc.org/iso3166-2/ iso4217a=http://cvx.iptc.org/iso4217a/ iso4217n=http://cvx.iptc.org/iso4217n/
mb-artist=http://musicbrainz.org/artist/ mb-label=http://musicbrainz.org/label/
mb-recording=http://musicbrainz.org/recording/ mb-release=http://musicbrainz.org/release/
mb-releasegroup=http://musicbrainz.org/release-group/ mb-work=http://musicbrainz.org/work/
mic=http://cvx.iptc.org/iso10383-mic/ parasport=http://cvx.iptc.org/parasport/ plus=http://ns.useplus.org/ldf/vocab/
freebase=http://www.freebase.com secst=http://cvx.iptc.org/secst/ sedol=http://cvx.iptc.org/sedol/
skos=http://www.w3.org/2004/02/skos/core# ticker=http://cvx.iptc.org/ticker/ tidm=http://cvx.iptc.org/tidm/
wikidata=http://www.wikidata.org/entity/
"""


@cache
def iptc_schemes() -> Mapping[str, str]:
    """The aliases of the IPTC's catalog and the schemes they stand for (facts of catalog 41).

    >>> iptc_schemes()["medtop"]
    'http://cv.iptc.org/newscodes/mediatopic/'
    """
    pairs = (entry.partition("=") for entry in _SCHEMES.split())
    ours = {alias: f"{_NEWSCODES}{step or alias}/" for alias, _, step in pairs}
    others = (entry.partition("=") for entry in _ELSEWHERE.split())
    return ours | {alias: address for alias, _, address in others}


_IPTC_CATALOG = lazy_pattern(r"https?://(?:www\.)?iptc\.org/std/catalog/catalog\.IPTC-G2-Standards_[0-9]+\.xml")


def is_iptc_catalog(address: str | None) -> bool:
    """Whether an address is that of a catalog of the IPTC, of any number."""
    return address is not None and _IPTC_CATALOG.fullmatch(address.strip()) is not None


class Codes:
    """The aliases of one item.

    >>> codes = Codes({"own": "https://example.com/codes/"})
    >>> codes.uri("own:sea"), codes.uri("subj:04000000"), codes.uri("strange:1")
    ('https://example.com/codes/sea', 'http://cv.iptc.org/newscodes/subjectcode/04000000', None)
    """

    def __init__(self, own: Mapping[str, str], *, elsewhere: bool = False) -> None:
        self._own = own
        #: Whether the item refers to a catalog that is not known here, so that any alias may stand in it.
        self.elsewhere = elsewhere

    @classmethod
    def of(cls, item: _Element) -> Codes:
        """The aliases of an item: those of its inline catalogs, and the table."""
        own: dict[str, str] = {}
        elsewhere = False
        for child in item:
            if local(child) == "catalog":
                for scheme in child:
                    alias, address = scheme.get("alias"), scheme.get("uri")
                    if local(scheme) == "scheme" and alias and address:
                        own[alias] = address
            elif local(child) == "catalogRef" and not is_iptc_catalog(child.get("href")):
                elsewhere = True
        return cls(own, elsewhere=elsewhere)

    def knows(self, alias: str) -> bool:
        """Whether the alias is in a catalog that can be looked into."""
        return alias in self._own or alias in iptc_schemes()

    def uri(self, code: str | None) -> str | None:
        """The URI that a QCode stands for; None where its alias is unknown."""
        alias, colon, value = (code or "").strip().partition(":")
        scheme = self._own.get(alias) or iptc_schemes().get(alias)
        return f"{scheme}{value}" if colon and value and scheme else None

    def of_element(self, element: _Element, name: str = "") -> str | None:
        """The URI an element has in `@uri` or by its `@qcode`; for `role` and the like, `@roleuri` or `@role`."""
        address = (element.get(f"{name}uri") or "").strip()
        return address or self.uri(element.get(name or "qcode"))


def last_step(code_or_uri: str | None) -> str:
    """What a code or URI says in its last step: `text` of `ninat:text` and of `http://cv.iptc.org/newscodes/ninature/text`.

    >>> last_step("ninat:text"), last_step("http://cv.iptc.org/newscodes/ninature/text"), last_step(None)
    ('text', 'text', '')
    """
    step = (code_or_uri or "").strip().rstrip("/").rpartition(":")[2].rpartition("/")[2].rpartition("#")[2]
    return unquote(step) if "%" in step else step
