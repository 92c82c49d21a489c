namespace MailBridge.Mime;

/// <summary>
/// Tells undeclared Cyrillic and East Asian text from Western text, where bytes above 127 stand alone between ASCII letters. Each guess needs a
/// share of letters that only its language has; in doubt there is none.
/// </summary>
internal static class CharsetGuess
{
    private const int Enough = 8 << 10; // bytes looked at
    private const int FewestHigh = 4;

    /// <summary>The ten commonest Russian letters, about two thirds of any text, in the two charsets mail used.</summary>
    private static ReadOnlySpan<byte> CommonIn1251 => [0xEE, 0xE5, 0xE0, 0xE8, 0xED, 0xF2, 0xF1, 0xEB, 0xE2, 0xF0];

    private static ReadOnlySpan<byte> CommonInKoi8 => [0xCF, 0xC5, 0xC1, 0xC9, 0xCE, 0xD4, 0xD3, 0xCC, 0xD7, 0xD2];

    /// <summary>The charset, or null if the text may well be Western.</summary>
    public static Charset? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Enough) bytes = bytes[..Enough];
        var counts = new Counts();
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] < 0x80) continue;
            counts.AddLetter(bytes[i], i > 0 && bytes[i - 1] >= 0x80, i + 1 < bytes.Length && bytes[i + 1] >= 0x80);
        }
        for (var i = 0; i + 1 < bytes.Length; i++)
        {
            if (bytes[i] < 0x80) continue;
            counts.AddPair(bytes[i], bytes[i + 1]);
            i++;
        }
        return counts.Best();
    }

    private struct Counts
    {
        private int _high, _neighbours, _letters, _common1251, _commonKoi8;
        private int _pairs, _eucPairs, _kanaEuc, _kanaShift, _hangul, _hanzi, _big5Low;

        public void AddLetter(byte value, bool afterHigh, bool beforeHigh)
        {
            _high++;
            if (afterHigh || beforeHigh) _neighbours++;
            if (value >= 0xC0) _letters++;
            if (CommonIn1251.Contains(value)) _common1251++;
            if (CommonInKoi8.Contains(value)) _commonKoi8++;
        }

        public void AddPair(byte lead, byte trail)
        {
            _pairs++;
            if (lead is 0x82 && trail is >= 0x9F and <= 0xF1 || lead is 0x83 && trail is >= 0x40 and <= 0x96) _kanaShift++;
            if (lead is >= 0xA1 and <= 0xC6 && trail is >= 0x40 and <= 0x7E) _big5Low++;
            if (lead < 0xA1 || trail < 0xA1) return;
            _eucPairs++;
            if (lead is 0xA4 or 0xA5) _kanaEuc++;
            if (lead is >= 0xB0 and <= 0xC8) _hangul++;
            if (lead is >= 0xB0 and <= 0xD7 or 0xA1 or 0xA3) _hanzi++;
        }

        public readonly Charset? Best()
        {
            if (_high < FewestHigh) return null;
            if (_kanaShift * 5 > _pairs) return Charset.Find("shift_jis");
            // Words of many letters above 127 are what Western text does not have.
            var inWords = _neighbours * 5 > _high * 4;
            if (inWords && _letters * 10 > _high * 9)
            {
                if (_common1251 * 2 > _high && _common1251 > _commonKoi8) return Charset.Find("windows-1251");
                if (_commonKoi8 * 2 > _high) return Charset.Find("koi8-r");
            }
            if (_big5Low * 5 > _pairs && (_big5Low + _eucPairs) * 10 > _pairs * 9) return Charset.Find("big5");
            if (!inWords || _eucPairs * 10 < _pairs * 9) return null;
            if (_kanaEuc * 5 > _pairs) return Charset.Find("euc-jp");
            const int EnoughHangul = 6; // Chinese text keeps to these lead bytes by chance only when it is short
            if (_hangul * 20 > _pairs * 17 && _pairs >= EnoughHangul) return Charset.Find("euc-kr");
            return _hanzi * 10 > _pairs * 8 ? Charset.Find("gb18030") : null;
        }
    }
}
