"""Which sentences may not be parted from their neighbour?"""

import re

_LEANING = re.compile(
    r"\W*(?:ол|олар|олардың|оның|оны|онда|оған|одан|бұл|бұлар|бұған|бұдан|бұның|осы|мұндай|мұнда"
    r"|сонда|сондай|сондықтан|бұндай|он|она|оно|они|его|её|ее|их|им|ей|это|этот|эта|эти|этого|этому"
    r"|этих|такой|такая|такое|такие|таких|там|тогда|поэтому|при этом|в этом случае|в таком случае"
    r"|it|its|he|she|they|their|his|her|this|these|that|those|such|there|therefore|then"
    r"|in this case|in that case)\b",
    re.IGNORECASE,
)
_LIMITING = re.compile(
    r"\W*(?:егер|бірақ|алайда|дегенмен|тек|ерекше жағдай|если|кроме|за исключением|исключени\w+"
    r"|однако|но|только|при этом|except|unless|however|but|if|only)\b"
    r"|[^.]*\b(?:қоспағанда|қолданылмайды|жатпайды|не распространя\w+|не примен\w+"
    r"|(?:does|do) not apply)\b",
    re.IGNORECASE,
)


def leans_back(sentence: str) -> bool:
    """Tell whether a sentence opens with words that speak of the one before it: "it", "бұл"."""
    return _LEANING.match(sentence) is not None


def limits(sentence: str) -> bool:
    """Tell whether a sentence states a condition or exception of the one before it."""
    return _LIMITING.match(sentence) is not None
