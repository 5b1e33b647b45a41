"""What personal data looks like in words: e-mail and street addresses, names, papers.

English and Spanish, both applied to every message. Written by us from what residents type; best
effort for names and addresses, which no list of patterns can exhaust.
"""

from typing import Tuple

# Fewer digits in a row are house numbers, ZIP codes and years.
FEWEST_DIGITS = 7

SURE = 1.0
LIKELY = 0.5

_WORD = r"[^\W\d_]+(?:['’.\-][^\W\d_]+)*"
_NAME = r"(?-i:[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['’.\-][^\W\d_]+)*)"
# Written with a capital and small letters: in a message all in capitals nothing tells a name apart.
_PROPER = r"(?-i:[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+(?:['’.\-][^\W\d_]+)*)"
_NOT_A_NAME = (
    r"(?!(?:not|no|a|an|the|in|on|it|this|that|what|i|my|un|una|el|la|en|muy|de|del|is|es|"
    r"and|y|so|here|safe|confidential)\b)"
)
_NAME_ENDS = (
    r"(?!(?:and|but|or|i|im|my|from|please|can|is|was|the|a|in|on|at|y|e|pero|o|yo|mi|"
    r"vivo|tengo|soy|necesito|por|en|con|que|"
    r"quiero|estoy|he|she|who|born|live|need|want|have|am)\b)"
)
_JOINED = rf"(?:(?:de la|de los|de|del|da|van|von|bin|al|el)\s+)?{_NAME}"
_NAME_WORDS = rf"{_NOT_A_NAME}(?:{_NAME}(?:\s+{_JOINED}){{0,3}}|{_WORD}(?:\s+{_NAME_ENDS}{_WORD})?)"

_HOUSE = r"(?<![\w.,:/$\-])\d{1,6}[a-z]?(?:-\d{1,4})?"
_STREET = (
    r"(?:street|str|avenue|ave|road|boulevard|blvd|drive|dr|lane|ln|court|ct|place|pl|"
    r"terrace|way|highway|hwy|parkway|pkwy|"
    r"circle|cir|square|sq|trail|alley|plaza|rd|st)"
)
_NOT_IN_STREET = (
    r"(?!(?:the|my|a|an|to|on|in|of|at|from|and|or|is|was|are|were|came|down|off|this|"
    r"that|our|your|his|her|their|by|near|"
    r"cars?|men|people|officers?|cops|police|blocks?|miles?|minutes?|hours?|days?|years?|"
    r"months?|weeks?|am|pm|times|one|for|it)\b)"
)
_UNIT = (
    r"(?:[\s,]*(?:apt|apartment|unit|suite|ste|#|no|apto|depto|departamento|interior|"
    r"int)\b?[\s.#]*\w{1,6}\b)?"
)
_CALLE = (
    r"(?:calle|avenida|av|ave|avda|carrera|cra|calzada|bulevar|blvd|pasaje|jir[oó]n|"
    r"callej[oó]n|camino|carretera|privada|colonia|rua)"
)
_NOT_IN_CALLE = r"(?!(?:a|las?|hay|con|y|me|por|que|como|hace|desde|tiene|unos?|unas?|entre)\s)"

_PAPERS = r"(?:papers|documents|documentation|legal status|immigration status|status|a visa|a green card)"
_PAPELES = r"(?:papeles|documentos|documentaci[oó]n|estatus(?: legal| migratorio)?|visa)"
_SOMEONE = (
    r"(?:my|our|his|her|their)\s+(?:own\s+)?(?:mom|mother|dad|father|parents|husband|wife|"
    r"partner|boyfriend|girlfriend|son|"
    r"daughter|kids|children|child|brother|sister|friend|neighbor|cousin|uncle|aunt|family|roommate|boss)"
)
_ALGUIEN = (
    r"(?:mis?|nuestr[oa]s?|sus?)\s+(?:mam[aá]s?|madre|pap[aá]s?|padres?|espos[oa]|marido|"
    r"mujer|pareja|novi[oa]|hij[oa]s?|herman[oa]s?|"
    r"amig[oa]s?|vecin[oa]s?|prim[oa]s?|t[ií][oa]s?|familia)"
)
_AM = (
    rf"(?:(?:i|we)(?:\s*['’]?\s*(?:am|m|are|re|was|were))|{_SOMEONE}(?:['’]s|\s+(?:is|are|"
    r"was|were))|(?:he|she|they)(?:['’](?:s|re)|\s+(?:is|are)))"
)
_HAVE_NOT = (
    rf"(?:(?:i|we|they|{_SOMEONE})\s+(?:still\s+)?(?:(?:do(?:es)?\s*n['’]?o?t|do(?:es)?nt|"
    r"never)\s+(?:have|got|had)|have(?:\s+no|n['’]t(?: got)?)|got no|lack)"
    rf"|(?:he|she|{_SOMEONE})\s+(?:(?:does\s*n['’]?o?t|doesnt|never)\s+(?:have|had)|has\s+no|lacks))"
)
_IMMIGRATION_WORD = (
    r"(?:undocumented(?: (?:immigrant|person|worker|man|woman|mother|student))?|"
    r"illegal(?:ly)?(?: (?:here|immigrant|alien))?|unauthorized|"
    r"out of status|without (?:papers|status|documents|legal status)|"
    r"here (?:illegally|without papers|without documents|unlawfully)|"
    r"not (?:here )?(?:legal(?:ly)?|documented)|"
    r"(?:not )?(?:a |an )?(?:asylum seeker|asylee|refugee|daca (?:recipient|holder)|dreamer|"
    r"tps holder|permanent resident|green card holder|"
    r"u\.?s\.? citizen|american citizen|citizen|visa overstay)|on (?:daca|tps|parole|"
    r"(?:a |an )?(?:work|student|tourist|[a-z]-?\d[a-z]?) visa)|in (?:deportation|"
    r"removal) proceedings)"
)
_PALABRA_MIGRATORIA = (
    r"(?:indocumentad[oa]s?|mojad[oa]s?|ilegal(?:es|mente)?(?: aqu[ií])?|sin (?:papeles|documentos|"
    r"estatus)|(?:un |una )?(?:residente permanente|residente(?! de)|"
    r"solicitante de asilo|asilad[oa]|refugiad[oa]|ciudadan[oa](?: american[oa]|"
    r" estadounidense)?|dreamer|residente legal)|"
    r"aqu[ií] (?:ilegal(?:mente)?|sin (?:papeles|documentos|permiso))|de (?:ilegal|"
    r"mojad[oa])|fuera de estatus|en proceso de deportaci[oó]n|de manera ilegal)"
)
_LITTLE = r"(?:\s+(?:just|also|currently|still|actually|really|living|here|an|a|both|all|now|being))*"

STATUS = (
    rf"\b{_AM}{_LITTLE}\s+{_IMMIGRATION_WORD}\b",
    rf"\b{_HAVE_NOT}\s+(?:any\s+|my\s+|legal\s+|valid\s+)*{_PAPERS}\b",
    (
        rf"\b(?:i|we|{_SOMEONE}|he|she|they)\s+(?:have|has|had|got)\s+(?:an?\s+)?(?:daca|tps|"
        r"(?:pending )?asylum(?: case)?|work permit|(?:work|student|tourist) visa|"
        r"green card|deportation order|order of removal|removal order)\b"
    ),
    (
        r"\b(?:my|our|his|her|their)\s+(?:\w+\s+){0,2}?(?:visa|green card|daca|tps|"
        r"work permit|status|permit|papers|i-94)\s+(?:has\s+|have\s+|is\s+|was\s+|are\s+"
        r")*(?:already\s+|just\s+)*(?:expired|expires|ran out|run out|lapsed|revoked|denied|"
        r"over)\b"
    ),
    (
        r"\bmy asylum (?:case|claim|application)\s+(?:is|was|got)\s+(?:still\s+)?(?:pending|"
        r"denied|open|closed)\b"
    ),
    (
        r"\b(?:my|our|his|her|their) (?:legal |immigration )?status\s+(?:is|was)\s+(?:undocumented|illegal|"
        r"pending|unlawful|none)\b"
    ),
    r"\b(?:being|as an?|since we are|because of being) undocumented(?: (?:immigrant|person|worker))?\b",
    r"\b(?:como|siendo|al ser|por ser) (?:persona )?(?:indocumentad[oa]|ilegal)\b",
    r"\b(?:i|we) (?:just )?crossed (?:the )?(?:border|river)\b",
    r"\b(?:cruc[eé]|cruzamos|pas[eé]|pasamos) (?:por )?(?:la frontera|el r[ií]o|el desierto)\b",
    (
        r"\b(?:entr[eé]|entramos|llegu[eé]|llegamos|vine|vinimos|cruc[eé]|me qued[eé]|"
        r"me he quedado|vivo|trabajo)(?:\s+(?:aqu[ií]|al pa[ií]s|a este pa[ií]s))?\s+"
        r"sin\s+(?:papeles|visa|permiso|documentos|inspecci[oó]n)\b"
    ),
    (
        r"\bmi (?:estatus|estado)(?: legal| migratorio)?\s+(?:es|est[aá])\s+(?:indocumentad[oa]|ilegal|"
        r"vencid[oa]|pendiente)\b"
    ),
    r"\bexpired\s+(?:visa|green card|work permit)\b",
    (
        rf"\b(?:i|we|he|she|they|{_SOMEONE})(?:['’]?ve|\s+(?:have|has))?\s+(?:just\s+|also\s+"
        r")?overstay(?:ed|ing)?(?:\s+(?:my|our|his|her|their|a|the)\s+(?:\w+\s+)?visa)?\b"
    ),
    (
        rf"\b(?:i|we|he|she|they|{_SOMEONE})\s+(?:just\s+)?(?:crossed(?:\s+(?:the\s+"
        r")?(?:border|river))?|entered|came(?: here)?|got here|work|live|am working|"
        r"am living)(?:\s+(?:the|this|to|here|in|us|usa|country|u\.s\.))*\s+(?:illegally|"
        r"unlawfully|without (?:papers|documents|inspection|permission|a visa))\b"
    ),
    (
        rf"\b(?:{_ALGUIEN}\s+|yo\s+|nosotros\s+|[eé]l\s+|ella\s+|ellos\s+)?(?:no\s+)?(?:soy|somos|estoy|"
        r"estamos|est[aá]n?|es|son|vivo|vivimos|vine|vinimos|trabajo|entr[eé]|cruc[eé])(?:\s+"
        r"(?:la frontera|aqu[ií]|un|una|de|como|a este pa[ií]s|todav[ií]a|yo|tambi[eé]n|"
        rf"al pa[ií]s))*\s+{_PALABRA_MIGRATORIA}\b"
    ),
    (
        rf"\b(?:{_ALGUIEN}\s+|yo\s+)?(?:no\s+(?:tengo|tenemos|tiene|tienen|cuento con|"
        r"contamos con)|me faltan|perd[ií])\s+(?:mis\s+|los\s+|ningun[oa]?s?\s+|una?\s+|"
        rf"todav[ií]a\s+)*{_PAPELES}\b"
    ),
    (
        r"\b(?:mi|nuestra|su|tengo la|tengo mi|con la|una|la)\s+(?:visa|residencia|"
        r"tarjeta verde|permiso(?: de trabajo)?|green card)\s+(?:de\s+\w+\s+)?(?:(?:ya\s+"
        r")?(?:est[aá]\s+|se\s+(?:me\s+)?)?(?:vencida|vencido|venci[oó]|expir[oó]|expirada|"
        r"expirado|caducada|caducado|caduc[oó]))\b"
    ),
    (
        r"\bse me (?:venci[oó]|expir[oó]|caduc[oó]) (?:la|mi|el) (?:visa|residencia|permiso|"
        r"green card|estatus)\b"
    ),
    (
        r"\b(?:tengo|tenemos)\s+(?:una\s+|un\s+|el\s+|la\s+)?(?:daca|tps|orden de deportaci[oó]n|green card|"
        r"tarjeta verde|permiso de trabajo|asilo(?: pendiente)?|caso de asilo|"
        r"visa de (?:turista|trabajo|estudiante))\b"
    ),
    (
        r"\bme qued[eé] (?:m[aá]s (?:tiempo )?de lo (?:permitido|que dec[ií]a)|"
        r"despu[eé]s de que venci[oó])(?:\s+(?:con|por|en|mi|la|visa))*"
    ),
)

_DIGIT_WORD = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|una|dos|tres|"
    r"cuatro|cinco|seis|siete|ocho|nueve|\d)"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)\b"
)
_BIRTH = (
    r"(?:\bborn(?: on| in)?|\bdob|\bdate of birth|\bbirth ?da(?:te|y)|\bnac[ií](?:da?o?)?|"
    r"\bnacimiento|\bcumplea[nñ]os)"
)

_LOCAL_PART = r"(?<![\w.+\-])[\w.+\-]{1,64}"
_AT = r"[(\[{]?\s?\b(?:at|arroba)\b\s?[)\]}]?"
_DOT = r"[(\[{]?\s?\b(?:dot|punto)\b\s?[)\]}]?"

# Kind → patterns; flags are IGNORECASE, DOTALL and MULTILINE. The whole phrase goes, not only the
# name in it: the recognisers report where a pattern matched, not its groups.
PATTERNS: Tuple[Tuple[str, float, Tuple[str, ...]], ...] = (
    (
        "EMAIL",
        SURE,
        (
            # The whole word around an @ goes, whatever is glued to it.
            r"(?<!\S)(?=\S*[^\s@]@+[^\s@])\S*[^\s.,;:!?)\]}>\"'»”’]",
            r"(?<!\S)[^\s@]++\s{0,2}@\s{0,2}[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63})+",
            (
                rf"{_LOCAL_PART}\s{{0,2}}{_AT}\s{{0,2}}[a-z0-9\-]{{1,63}}\s{{0,2}}{_DOT}\s{{0,2}}(?:com|"
                r"org|net|edu|gov|es|mx|us|info|io|co)\b"
            ),
            (
                rf"{_LOCAL_PART}\s{{0,2}}(?:[(\[{{]\s?(?:at|arroba)\s?[)\]}}]|"
                r"\barroba\b)\s{0,2}[a-z0-9.\-]{1,63}"
            ),
            (
                rf"{_LOCAL_PART}\s+at\s+(?:gmail|yahoo|hotmail|outlook|icloud|aol|live|msn|"
                r"proton(?:mail)?|mail)\b(?:\s?\.\s?[a-z]{2,3})?"
            ),
        ),
    ),
    ("HANDLE", LIKELY, (r"(?<![^\s(\[\"'.,:;])@[\w.]{3,30}",)),
    (
        "URL",
        SURE,
        (
            r"\b(?:https?|ftp)://[^\s/?#<>]*@[^\s<>]+",
            (
                r"\b(?:https?://)?(?<![a-z0-9.\-])(?:[a-z0-9\-]{1,63}\.){1,8}[a-z]{2,12}(?::\d+)?/[^\s<>]*[^\s<>.,;:!?)\"']"
            ),
            r"\b(?:https?://)[^\s<>/?#]+[?#][^\s<>]+",
        ),
    ),
    (
        "NUMBER",
        LIKELY,
        (rf"\b{_DIGIT_WORD}(?:[\s,.\-]{{1,3}}(?:double |triple )?{_DIGIT_WORD}){{{FEWEST_DIGITS - 1},}}\b",),
    ),
    (
        "SSN",
        SURE,
        (
            (
                r"\b(?:ssn|social(?: security)?(?: number)?|(?:n[uú]mero (?:de )?)?seguro social|"
                r"itin)\b[^\d\n<>]{0,24}\d[\d\s.\-]{2,14}\d(?!\d)"
            ),
        ),
    ),
    (
        "A_NUMBER",
        SURE,
        (
            (
                r"\b(?:alien (?:registration )?(?:number|no|num|#)|(?-i:A)[ -]?(?:number|#)|"
                r"n[uú]mero (?:de )?(?:(?-i:A)|alien|extranjer[oa]))\b[\s:#.]*(?:(?:is|es)\s+"
                r")?(?:(?-i:A)[\s#\-]*)?\d[\d\s.\-]{3,14}\d(?!\d)"
            ),
        ),
    ),
    (
        "ACCOUNT",
        SURE,
        (
            (
                r"\b(?:(?:bank )?account|acct|routing|cuenta|clabe)\b(?:[\s:#.]|\b(?:number|no|num|"
                r"n[uú]mero|de|banco|bancaria|is|es)\b){1,8}\d[\d\s.\-]{3,24}\d(?!\d)"
            ),
            r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?\b",
        ),
    ),
    (
        "ID",
        SURE,
        (
            r"\b(?-i:[A-ZÑ][A-ZÑ&]{2,3})\d{6}(?:[HM](?-i:[A-Z]{5})[A-Z0-9]\d|[A-Z0-9]{3})\b",
            (
                r"\b(?:passport|pasaporte|driver'?s? licen[sc]e|licencia(?: de (?:manejar|conducir))?|"
                r"c[eé]dula|dni|id card)\b(?:[\s:#.]|\b(?:number|no|n[uú]mero|is|"
                r"es)\b){1,6}(?=[A-Z]*\d)[A-Z0-9\-]{5,14}\b"
            ),
        ),
    ),
    (
        "PLATE",
        SURE,
        (
            (
                r"\b(?:licen[sc]e plates?|plates?(?: number)?|placas?(?: de auto)?)\b(?:[\s:#.]|"
                r"\b(?:number|no|n[uú]mero|is|was|es|era|"
                r"son)\b){1,6}(?=[A-Z]*[ \-]?\d)[A-Z0-9]{1,4}[ \-]?[A-Z0-9]{2,5}\b"
            ),
        ),
    ),
    (
        "DATE_OF_BIRTH",
        LIKELY,
        (
            (
                rf"{_BIRTH}[\s:]*(?:(?:is|es|on|el|the|en|was|de|fue)\s+)*(?:{_MONTH}\.?\s+"
                r"\d{1,2}(?:st|nd|rd|th)?,?(?:\s+(?:19|20)\d\d)?|\d{1,2}(?:st|nd|rd|th)?(?:\s+"
                rf"(?:de|of))?\s+{_MONTH}(?:,?\s+(?:del?\s+)?(?:19|20)\d\d)?|"
                r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4})"
            ),
        ),
    ),
    (
        "ADDRESS",
        LIKELY,
        (
            (
                rf"{_HOUSE}\s+(?:(?:north|south|east|west|ne|nw|se|sw|n|s|e|w)\.?\s+"
                rf")?(?:{_NOT_IN_STREET}(?:[^\W_]+(?:['’.\-][^\W_]+)*)\.?\s+"
                rf"){{1,3}}?{_STREET}\b\.?{_UNIT}"
            ),
            (
                rf"\b{_CALLE}\b\.?\s+(?:{_NOT_IN_CALLE}(?:[^\W_]+\.?)\s+){{1,5}}?(?:#|no\.?|"
                rf"n[uú]m(?:ero)?\.?)?\s*\d{{1,6}}[a-z]?(?:\s*[-#]\s*\d+)*\b{_UNIT}"
            ),
            (
                rf"\b{_CALLE}\b\.?\s+\d{{1,4}}[a-z]?\s*(?:#|no\.?|n[uú]m(?:ero)?\.?|"
                r"con)\s*\d{1,4}[a-z]?(?:\s*-\s*\d+)?"
            ),
            r"\bp\.?\s?o\.?\s*box\s*#?\s*\d+|\bapartado(?: postal)?\s*#?\s*\d+",
            (
                r"\b(?:apt|apartment|apto|depto|departamento|unit)\b\.?\s*(?:number\s+|no\.?\s*|"
                r"n[uú]mero\s+)?#?\s*\d+[a-z]?\b"
            ),
        ),
    ),
    (
        "SECRET",
        SURE,
        (r"\b(?:password|passcode|contrase[nñ]a|clave)\s*(?:is|es|:|=)\s*(?!(?:safe|secret|not|no)\b)\S+",),
    ),
    ("STATUS", LIKELY, STATUS),
    (
        "NAME",
        LIKELY,
        (
            (
                r"\b(?:my|his|her|the officer['’]?s|(?:my|his|her) (?:full|real|last|first|legal))\s+"
                rf"name\s*(?:is|['’]s|:)\s+{_NAME_WORDS}"
            ),
            (
                r"\b(?:my|his|her) (?:\w+['’]s )?(?:full|real|last|first|legal) name(?:['’]s| is|:)\s+"
                rf"{_NAME_WORDS}"
            ),
            rf"\b(?:mi|su)\s+(?:nombre(?: completo)?|apellido)\s*(?:es|:)\s+{_NAME_WORDS}",
            rf"\bme\s+llamo\s+{_NAME_WORDS}",
            # "Se llama al 911" names nobody: here only a capital tells.
            rf"\bse\s+llama\s+{_PROPER}(?:\s+{_JOINED}){{0,3}}",
            rf"\b(?:soy|habla|me dicen|me llaman)\s+{_NOT_A_NAME}{_PROPER}(?:\s+{_JOINED}){{0,3}}",
            rf"\bI(?:['’]m|m| am)\s+{_NOT_A_NAME}{_PROPER}\s+{_PROPER}(?:\s+{_PROPER})?",
            rf"\b{_ALGUIEN}\s+(?:se llama\s+)?{_PROPER}(?:\s+{_PROPER}){{0,2}}",
            (
                r"(?<!\w)(?:mr|mrs|ms|miss|dr|officer|detective|sergeant|deputy|sr|sra|srta|don|doña|oficial)\.?\s+"
                rf"{_NOT_A_NAME}{_PROPER}(?:\s+{_PROPER}){{0,2}}"
            ),
            (
                r"\b(?:(?:my|his|her|their)\s+(?:husband|wife|son|daughter|brother|sister|boyfriend|"
                r"girlfriend|friend|neighbor|boss|landlord)|call me|this is|named)\s+(?!I\b|The\b|"
                rf"A\b){_PROPER}(?:\s+{_PROPER}){{0,2}}"
            ),
        ),
    ),
)
