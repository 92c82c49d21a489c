namespace MailBridge.Mime;

/// <summary>
/// Upper halves (0xA0–0xFF) of single-byte charsets that .NET has no table for, from the Unicode consortium's ISO 8859 mappings.
/// </summary>
internal static class CharsetTables
{
    public const string Iso8859Part10 =
        "\u00A0\u0104\u0112\u0122\u012A\u0128\u0136§\u013B\u0110\u0160\u0166\u017D\u00AD\u016A\u014A" +
        "°\u0105\u0113\u0123\u012B\u0129\u0137·\u013C\u0111\u0161\u0167\u017E\u2015\u016B\u014B" +
        "\u0100ÁÂÃÄÅÆ\u012E\u010CÉ\u0118Ë\u0116ÍÎÏ" +
        "Ð\u0145\u014CÓÔÕÖ\u0168Ø\u0172ÚÛÜÝÞß" +
        "\u0101áâãäåæ\u012F\u010Dé\u0119ë\u0117íîï" +
        "ð\u0146\u014Dóôõö\u0169ø\u0173úûüýþ\u0138";

    public const string Iso8859Part14 =
        "\u00A0\u1E02\u1E03£\u010A\u010B\u1E0A§\u1E80©\u1E82\u1E0B\u1EF2\u00AD®\u0178" +
        "\u1E1E\u1E1F\u0120\u0121\u1E40\u1E41¶\u1E56\u1E81\u1E57\u1E83\u1E60\u1EF3\u1E84\u1E85\u1E61" +
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ" +
        "\u0174ÑÒÓÔÕÖ\u1E6AØÙÚÛÜÝ\u0176ß" +
        "àáâãäåæçèéêëìíîï" +
        "\u0175ñòóôõö\u1E6Bøùúûüý\u0177ÿ";

    public const string Iso8859Part16 =
        "\u00A0\u0104\u0105\u0141\u20AC\u201E\u0160§\u0161©\u0218«\u0179\u00AD\u017A\u017B" +
        "°±\u010C\u0142\u017D\u201D¶·\u017E\u010D\u0219»\u0152\u0153\u0178\u017C" +
        "ÀÁÂ\u0102Ä\u0106ÆÇÈÉÊËÌÍÎÏ" +
        "\u0110\u0143ÒÓÔ\u0150Ö\u015A\u0170ÙÚÛÜ\u0118\u021Aß" +
        "àáâ\u0103ä\u0107æçèéêëìíîï" +
        "\u0111\u0144òóô\u0151ö\u015B\u0171ùúûü\u0119\u021Bÿ";
}
