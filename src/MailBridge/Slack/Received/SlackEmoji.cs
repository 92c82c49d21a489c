using System.Collections.Frozen;

namespace MailBridge.Slack.Received;

/// <summary>
/// The emoji that people put into mails, by Slack's names (https://github.com/iamcal/emoji-data). Rich text brings the characters along; forms and old clients
/// bring the names alone. A name that is not here, such as a workspace's own, stays as it was written.
/// </summary>
internal static class SlackEmoji
{
    private const string SkinTone = "skin-tone-";

    private static readonly FrozenDictionary<string, string> _characters = Read(
        """
        +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 wave 👋 ok_hand 👌 clap 👏 raised_hands 🙌 pray 🙏 muscle 💪 handshake 🤝 point_up ☝️ point_down 👇
        point_left 👈 point_right 👉 v ✌️ crossed_fingers 🤞 facepunch 👊 fist ✊ hand ✋ raised_hand ✋ writing_hand ✍️ eyes 👀
        grinning 😀 smiley 😃 smile 😄 grin 😁 laughing 😆 satisfied 😆 sweat_smile 😅 joy 😂 rolling_on_the_floor_laughing 🤣 relaxed ☺️ blush 😊
        innocent 😇 slightly_smiling_face 🙂 upside_down_face 🙃 wink 😉 relieved 😌 heart_eyes 😍 smiling_face_with_3_hearts 🥰 kissing_heart 😘
        yum 😋 stuck_out_tongue 😛 stuck_out_tongue_winking_eye 😜 hugging_face 🤗 thinking_face 🤔 neutral_face 😐 expressionless 😑
        face_with_rolling_eyes 🙄 smirk 😏 persevere 😣 cry 😢 sob 😭 disappointed 😞 worried 😟 confused 😕 slightly_frowning_face 🙁 white_frowning_face ☹️
        open_mouth 😮 astonished 😲 flushed 😳 scream 😱 cold_sweat 😰 sweat 😓 weary 😩 tired_face 😫 angry 😠 rage 😡 sleeping 😴 sunglasses 😎
        nerd_face 🤓 star-struck 🤩 partying_face 🥳 face_palm 🤦 shrug 🤷 see_no_evil 🙈
        heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 broken_heart 💔 two_hearts 💕 sparkling_heart 💖
        tada 🎉 confetti_ball 🎊 balloon 🎈 gift 🎁 birthday 🎂 cake 🍰 champagne 🍾 clinking_glasses 🥂 beers 🍻 coffee ☕ sparkles ✨ star ⭐ star2 🌟
        fire 🔥 rocket 🚀 100 💯 boom 💥 bulb 💡 zap ⚡ sunny ☀️ rainbow 🌈 snowflake ❄️ christmas_tree 🎄 rose 🌹 bouquet 💐 sunflower 🌻 four_leaf_clover 🍀
        white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ warning ⚠️ exclamation ❗ heavy_exclamation_mark ❗ question ❓ bangbang ‼️
        information_source ℹ️ no_entry ⛔ no_entry_sign 🚫 arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ hourglass ⌛ hourglass_flowing_sand ⏳
        email 📧 e-mail 📧 envelope ✉️ incoming_envelope 📨 mailbox 📫 package 📦 telephone_receiver 📞 phone ☎️ telephone ☎️ iphone 📱 computer 💻 printer 🖨️
        calendar 📆 date 📅 alarm_clock ⏰ memo 📝 pencil 📝 pencil2 ✏️ paperclip 📎 link 🔗 pushpin 📌 round_pushpin 📍 mag 🔍 lock 🔒 key 🔑 hammer 🔨
        wrench 🔧 hammer_and_wrench 🛠️ gear ⚙️ house 🏠 office 🏢 car 🚗 truck 🚚 airplane ✈️ bike 🚲 euro 💶 dollar 💵 credit_card 💳 moneybag 💰 chart_with_upwards_trend 📈
        sos 🆘 new 🆕 ok 🆗 recycle ♻️ copyright ©️ registered ®️ tm ™️
        """);

    private static readonly string[] _tones = ["🏻", "🏼", "🏽", "🏾", "🏿"];

    /// <summary>The characters of an emoji; null for a name that is not known.</summary>
    /// <param name="name">Without colons; <c>wave::skin-tone-2</c> and, as a name of its own, <c>skin-tone-2</c> are Slack's.</param>
    public static string? Character(string name)
    {
        var (bare, tone) = name.Split("::", 2) is [var first, var second] ? (first, second) : (name, "");
        if (bare.StartsWith(SkinTone, StringComparison.Ordinal)) return Tone(bare);
        if (_characters.GetValueOrDefault(bare) is not { } character) return null;
        return Tone(tone) is { } shade ? character.TrimEnd('\uFE0F') + shade : character;
    }

    /// <summary>Slack counts the tones of Fitzpatrick's scale from 2 to 6.</summary>
    private static string? Tone(string name)
        => name.StartsWith(SkinTone, StringComparison.Ordinal) && name[SkinTone.Length..] is [>= '2' and <= '6' and var digit] ? _tones[digit - '2'] : null;

    private static FrozenDictionary<string, string> Read(string table)
        => table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
