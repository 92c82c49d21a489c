namespace MailBridge.Mime;

/// <summary>Closings, lines of mobile programs, and the words of legal notices.</summary>
internal static class SignatureWords
{
    /// <summary>Closings of a letter. "Thanks" is none: it is said to the reader, and often is the whole reply.</summary>
    internal static readonly Phrases Closings = new(
        "best regards", "kind regards", "regards", "warm regards", "with best regards", "with kind regards", "best wishes",
        "yours sincerely", "yours faithfully", "yours truly", "yours", "um abraço", "abraço", "bonne journée", "bonne soirée",
        "顺颂商祺", "sincerely", "sincerely yours", "respectfully", "cordially",
        "kindest regards",
        "many thanks and best regards", "thanks and regards", "thanks & regards", "best", "all the best", "brgds", "rgds", "br",
        "kr", "cheers", "take care", "have a nice day", "have a great day", "ciao",
        "talk soon", "warmly", "warmest regards", "best,", "thx & regards", "thank you and best regards", "thank you and kind regards",
        "mit freundlichen grüßen", "mit freundlichem gruß", "mit freundlichen grüssen", "mit freundlichem gruss", "freundliche grüße",
        "freundliche grüsse", "viele grüße", "viele grüsse", "beste grüße", "beste grüsse", "liebe grüße", "liebe grüsse", "schöne grüße",
        "herzliche grüße", "herzliche grüsse", "mit besten grüßen", "mit herzlichen grüßen", "mfg", "vg", "lg", "hochachtungsvoll", "gruß",
        "grüße", "freundlicher gruß", "mit freundlichen gruessen",
        "cordialement", "bien cordialement", "très cordialement", "bien à vous", "sincères salutations", "meilleures salutations",
        "salutations", "salutations distinguées", "sincèrement", "cdlt", "bien cdlt", "respectueusement", "avec mes salutations",
        "saludos", "saludos cordiales", "un saludo", "un cordial saludo", "cordiales saludos", "atentamente", "muy atentamente",
        "reciba un cordial saludo", "cordialmente", "salutacions", "atte",
        "atenciosamente", "cumprimentos", "com os melhores cumprimentos", "melhores cumprimentos", "cordiais cumprimentos", "att",
        "abraços", "abs",
        "cordiali saluti", "distinti saluti", "saluti", "un saluto", "un cordiale saluto", "migliori saluti", "cordialità",
        "met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "vriendelijke groeten", "groeten", "hartelijke groet",
        "mvg", "groetjes", "hoogachtend",
        "med venlig hilsen", "venlig hilsen", "med vänlig hälsning", "med vänliga hälsningar", "vänliga hälsningar", "vänlig hälsning",
        "hälsningar", "mvh", "med vennlig hilsen", "vennlig hilsen", "hilsen", "bästa hälsningar", "de bedste hilsner",
        "ystävällisin terveisin", "terveisin", "parhain terveisin", "yt", "pozdrawiam", "z poważaniem", "serdecznie pozdrawiam",
        "pozdrawiam serdecznie", "z wyrazami szacunku", "łączę pozdrowienia",
        "s pozdravem", "s přátelským pozdravem", "zdravím", "s pozdravom", "üdvözlettel", "tisztelettel", "cu stimă", "cu respect",
        "numai bine", "saygılarımla", "saygılarımızla", "iyi çalışmalar", "με εκτίμηση", "φιλικά",
        "с уважением", "с наилучшими пожеланиями", "с найкращими побажаннями", "з повагою", "с уважение", "всего доброго", "בברכה",
        "בכבוד רב", "مع تحياتي", "مع أطيب التحيات", "تحياتي", "مع الشكر", "trân trọng", "kính thư",
        "此致敬礼", "此致", "祝好", "顺祝商祺", "敬礼", "よろしくお願いいたします", "よろしくお願いします", "宜しくお願い致します", "よろしくお願い致します", "敬具", "以上", "감사합니다", "안녕히 계세요", "드림",
        "hormat kami", "salam", "lugupidamisega", "pagarbiai", "ar cieņu", "lep pozdrav", "srdačan pozdrav", "s poštovanjem",
        "amb salutacions");

    /// <summary>How a program's own line begins: "sent from my …".</summary>
    internal static readonly Phrases SentStarts = new(
        "sent from", "sent via", "sent with", "sent by", "sent using", "sent on", "sent through", "get outlook for", "get outlook",
        "download outlook", "from my", "gesendet von", "gesendet mit", "gesendet über", "gesendet aus", "von meinem", "von meiner",
        "von unterwegs gesendet", "verschickt von", "versendet von", "diese nachricht wurde von",
        "holen sie sich outlook", "outlook für", "laden sie outlook", "envoyé de", "envoyé depuis", "envoyé à partir", "envoyé avec",
        "envoyé via", "télécharger outlook", "obtenir outlook", "provenance :", "envoyé par", "enviado desde", "enviado con", "enviado por",
        "enviado do", "enviado de", "enviado a partir", "enviado via", "enviado pelo", "enviada do", "obtener outlook", "obter o outlook",
        "obter outlook", "descargar outlook", "enviat des",
        "inviato da", "inviato dal", "inviato con", "inviato tramite", "scarica outlook", "ottieni outlook", "verzonden vanaf",
        "verzonden met", "verzonden via", "verzonden van", "verstuurd vanaf", "verstuurd met", "verstuurd via", "outlook voor",
        "download outlook voor", "skickat från", "skickat med", "skickades från", "hämta outlook", "skaffa outlook", "sendt fra",
        "sendt med", "sendt via", "hent outlook", "få outlook", "lähetetty", "hanki outlook",
        "wysłane z", "wysłano z", "wysłane przy", "pobierz outlook", "odesláno z", "odesláno ze", "odesláno pomocí", "odoslané z",
        "získat outlook", "elküldve", "iphone-omról küldve", "trimis de pe", "trimis din", "descărcați outlook", "στάλθηκε από",
        "отправлено с", "отправлено из", "отправлено от", "отправлено через", "послано с", "скачать outlook", "надіслано з", "надіслано із",
        "відправлено з", "изпратено от", "נשלח מ", "נשלח מה", "أرسلت من", "أُرسلت من", "gửi từ", "đã gửi từ", "dikirim dari", "poslano z",
        "poslano s", "saadetud", "išsiųsta iš",
        "发自", "发送自", "来自", "從我的", "从我的", "傳送自", "寄自", "由我的", "获取 outlook", "나의", "내", "iphoneから", "ipadから", "skickat från min",
        "iphone'umdan", "ipad'imden", "iphone'dan");

    /// <summary>Words of closings, whatever stands around them: "sonnige Grüße aus Berlin", "reciban un cordial saludo".</summary>
    internal static readonly Stems ClosingStems = new(
        "grüß", "grüss", "gruß", "gruess", "regards", "salutation", "salutacion", "saludo", "abrazo", "cumprimentos", "abraço",
        "saluti", "groet", "hilsen",
        "hilsner", "hälsning", "terveis", "pozdrav", "pozdrow", "szacunk", "poważani", "побажан", "пожелани", "уважени", "повагою", "üdvöz",
        "tisztelet", "cu stimă", "cu respect", "toate cele bune", "saygı", "selamlar", "εκτίμηση", "χαιρετισμ", "בברכה", "בכבוד",
        "تحيات", "تحية",
        "الاحترام", "التقدير", "احترام", "سپاس", "trân trọng", "kính thư", "kính chào", "敬上", "敬礼", "敬禮", "敬具", "商祺", "祝好", "台安",
        "お願いいたします", "お願い致します", "お願いします", "드림", "올림", "배상", "ความนับถือ", "hormat", "salam hangat", "pagarbiai", "lugupid", "cieņu",
        "štovanj",
        "sincerely", "faithfully", "yours truly", "bonne journée", "bonne soirée", "bien à vous", "bien à toi", "schönen tag",
        "fijne dag", "buona giornata");

    /// <summary>"Sent", as the line of a mobile program says it.</summary>
    internal static readonly Stems SentStems = new(
        "sent ", "gesendet", "versendet", "envoyé", "enviad", "enviat", "inviat", "verzond", "verstuur", "skick", "sendt", "lähet", "wysł",
        "odesl", "odosl", "küld", "trimis", "στάλθ", "отправ", "надісл", "відправ", "изпрат", "послан", "poslan", "išsiųst",
        "saade", "nosūt",
        "נשלח", "أرسل", "أُرسل", "مرسل", "ارسال", "gửi", "dikirim", "送信", "发自", "发送", "發送", "傳送", "寄自", "보냄", "보낸", "ส่งจาก",
        "gönder", "hantar");

    /// <summary>How a sentence about sending begins.</summary>
    internal static readonly Phrases Tellers = new(
        "i", "we", "you", "he", "she", "it", "they", "this", "that", "the", "my colleague", "ich", "wir", "er", "es", "das", "der",
        "die", "je",
        "nous", "il", "elle", "yo", "la", "el", "lo", "eu", "ele", "ela", "io", "ik", "wij", "het", "jag", "vi", "det", "jeg", "я",
        "мы", "он",
        "wurde", "was", "ben", "biz");

    /// <summary>Names of devices and of their makers.</summary>
    internal static readonly Stems DeviceNames = new(
        "iphone", "ipad", "samsung", "galaxy", "android", "huawei", "xiaomi", "redmi", "blackberry", "nokia", "motorola", "oneplus",
        "smartphone");

    /// <summary>What the law wants on letters of firms; two of them make an imprint.</summary>
    internal static readonly string[] Imprint =
    [
        "registered in", "registered office", "company number", "company no", "vat no", "vat reg", "amtsgericht", "handelsregister", "hrb ",
        "geschäftsführer", "vorstand:", "aufsichtsrat", "ust-id", "steuernummer", "sitz der gesellschaft", "siret", "rcs ", "capital de",
        "siège social", "p.iva", "partita iva", "cap. soc", "sede legale", "kvk", "btw-nr", "nip:", "regon", "krs:", "cvr",
        "org.nr", "org. nr",
        "y-tunnus", "inscrita en el registro", "cif:", "cnpj",
    ];

    /// <summary>Antivirus programs and what they say of themselves.</summary>
    internal static readonly Stems Scanners = new(
        "avast", "avg.com", "virus-free", "virenfrei", "antivirus", "anti-virus", "antywirus", "антивирус", "mailscanner", "sophos",
        "mcafee",
        "bitdefender", "eset ", "norton", "kaspersky", "trend micro");

    /// <summary>How warnings of gateways say "from outside", in which mail, and what not to do: one of each makes a warning.</summary>
    internal static readonly Stems[] BannerStems =
    [
        new("external", "outside", "extern", "außerhalb", "ausserhalb", "extérieur", "fuera de", "fora da", "esterno", "esterna",
            "dall'esterno",
            "buiten", "utanför", "uden for", "utenfor", "ulkopuol", "spoza", "zewnętrz", "zewnątrz", "внешн", "извне",
            "за пределами", "зовнішн",
            "mimo organizac", "extern", "kívülről", "külső", "dışından", "harici", "εξωτερικ", "חיצוני", "خارج", "bên ngoài", "外部",
            "社外", "외부"),
        new("mail", "message", "sender", "nachricht", "absender", "courriel", "expéditeur", "correo", "mensaje", "remitente", "mensagem",
            "remetente", "messaggio", "mittente", "bericht", "afzender", "mejl", "meddeland", "avsändar", "besked", "afsender", "melding",
            "avsender", "viesti", "lähettäj", "wiadomoś", "nadawc", "письм", "сообщени", "отправител", "повідомленн", "лист",
            "zpráv", "odesílatel",
            "správ", "üzenet", "levél", "feladó", "mesaj", "expeditor", "ileti", "e-posta", "gönderen", "μήνυμα", "הודעה", "دוא",
            "رسالة", "البريد", "thư",
            "邮件", "郵件", "メール", "메일"),
        new("click", "link", "attachment", "caution", "careful", "klick", "anhäng", "anhang", "vorsicht", "clique",
            "pièces jointes", "prudence",
            "haga clic", "enlace", "adjunto", "anexo", "cuidado", "clicca", "allegat", "attenzione", "klik", "bijlage", "länk",
            "bilag", "lenke",
            "vedlegg", "linkk", "liite", "załącznik", "uwaga", "ссыл", "вложени", "осторожн", "посилан", "вкладен", "odkaz",
            "příloh", "prílohy",
            "hivatkoz", "melléklet", "legătur", "atașament", "tıkla", "bağlantı", "eklerini", "σύνδεσμ", "συνημμέν", "קישור",
            "رابط", "الروابط", "liên kết",
            "点击", "链接", "附件", "點擊", "連結", "クリック", "リンク", "添付", "링크", "클릭", "trust", "recogni"),
    ];

    /// <summary>Closings that begin sentences and names of firms too.</summary>
    internal static readonly Phrases Ambiguous = new("best", "all the best", "regards", "br", "kr", "att", "abs", "yt", "salam",
        "ciao", "take care",
        "以上", "감사합니다");

    /// <summary>"Get", "download": what stores of programs say.</summary>
    internal static readonly Stems GetOutlook = new(
        "get outlook", "download", "beziehen", "holen", "herunterlad", "obtenir", "obtenez", "télécharg", "obtener", "obtén", "descarg",
        "obter", "obtenha", "baixar", "scarica", "ottieni", "hämta", "skaffa", "hent", "skaff", "få outlook", "hanki", "lataa", "pobierz",
        "скачать", "получит", "загрузить", "отримай", "отримати", "завантаж", "získat", "získej", "stáhn", "získajte", "stiahn", "beszerz",
        "letölt", "obțin", "descărc", "edinin", "gauk", "prenes", "دریافت", "รับ outlook", "obten", "indir", "yükle", "λήψη",
        "αποκτήσ", "κατεβ", "קבל", "הורד", "احصل", "الحصول", "تنزيل",
        "tải", "nhận", "入手", "获取", "下载", "下載", "取得", "다운로드", "받기", "가져오기", "dapatkan", "preuzm", "изтегл");

    /// <summary>How it ends in languages that put the verb last.</summary>
    internal static readonly string[] SentEnds = ["gesendet", "gesendet.", "から送信", "から送信しました", "から送信されました", "から送信。", "에서 보냄",
        "에서 보냈습니다", "에서 발송", "傳送", "发送", "寄出", "發送", "gönderildi", "gönderildi.", "küldve", "küldve.", "verzonden", "verstuurd",
        "versendet",
        "sendt", "skickat"];

    /// <summary>Programs and devices.</summary>
    internal static readonly Phrases Devices = new(
        "iphone", "ipad", "ipod", "ios", "android", "blackberry", "samsung", "galaxy", "htc", "nokia", "lumia", "windows phone",
        "windows mail", "windows 10", "windows 8", "windows", "mobile", "mobil", "móvil", "movil", "celular", "handy", "smartphone",
        "smart phone", "tablet", "outlook", "outlook mobile", "mail", "yahoo", "gmail", "mailbox", "airmail",
        "k-9", "aquamail", "aqua mail", "thunderbird", "proton", "protonmail", "proton mail", "surface", "huawei", "xiaomi", "redmi",
        "pixel", "oneplus", "motorola", "moto", "alcatel", "sony", "xperia", "lg", "nexus", "phone", "cell", "cellphone", "telephone",
        "téléphone", "telefon", "telefoon", "telefono", "teléfono", "telefone", "mobilgerät", "mobiltelefon", "mobile device",
        "mobilen gerät", "smartmail", "spark", "edison mail", "bluemail", "fastmail", "superhuman",
        "mac", "macbook", "apple watch", "watch", "pc", "手机", "手機", "移动", "携帯", "スマートフォン", "휴대폰", "puhelimesta", "iphonesta", "ipadista",
        "zimbra", "roundcube", "webmail", "web.de", "gmx", "freenet", "t-online", "orange", "sfr", "libero", "virgilio", "mail.ru",
        "яндекс", "yandex", "телефона", "айфона", "устройства", "телефону", "telefonu", "qq邮箱", "网易", "foxmail", "naver", "verizon", "at&t",
        "t-mobile", "vodafone", "iphone'a", "ipad'a", "ipada", "iphone-omról", "mein handy", "pda", "treo", "palm", "wireless", "airwatch",
        "boxer", "nine", "typeapp", "hey", "newton", "canary", "mailspring");

    /// <summary>Excuses that may follow on the line.</summary>
    internal static readonly Phrases Excuses = new(
        "please excuse", "excuse", "sorry", "pardon", "forgive", "apologies", "apologize", "brevity", "typos", "bitte entschuldigen",
        "entschuldigen", "bitte verzeihen", "désolé", "excusez", "veuillez excuser", "disculpe", "disculpen", "perdonen", "desculpe",
        "scusate", "mi scuso", "excuses voor", "ursäkta", "beklager", "извините", "please forgive", "tippfehler", "kürze");

    /// <summary>"Consider the environment before printing", by its three words.</summary>
    internal static readonly Stems Environment = new(
        "environment", "umwelt", "environnement", "planète", "medio ambiente", "medioambiente", "meio ambiente", "ambiente", "milieu",
        "miljø", "miljö", "środowisk", "prostřed", "životn", "окружающ", "природ", "çevre", "ympäristö", "környezet", "mediul", "planet",
        "tree", "bäume", "arbre", "árbol", "árvore", "albero", "环境", "環境", "môi trường", "περιβάλλον");

    internal static readonly Stems Printing = new(
        "print", "druck", "ausdruck", "imprim", "impres", "stamp", "afdruk", "utskr", "skriv", "drukow", "wydruk", "tisk", "vytis",
        "печат", "распеч", "друк", "yazdır", "tulost", "nyomtat", "打印", "印刷", "列印", "εκτυπ", "in ấn");

    internal static readonly Stems Considering = new(
        "consider", "think", "please", "before", "bitte", "denken", "prüfen", "bevor", "pensez", "avant", "merci", "piense", "antes",
        "considere", "pense", "prima", "pensa", "denk", "tänk", "tenk", "innan", "før", "pomyśl", "zanim", "myslete", "před", "prosím",
        "подумай", "прежде", "перед", "düşün", "lütfen", "ajattele", "ennen", "gondol", "mielőtt", "înainte", "请", "考慮", "suy nghĩ",
        "σκεφ");

    /// <summary>Words of legal notices; two different ones in a paragraph make a notice.</summary>
    internal static readonly Phrases[] Notices =
    [
        new(
            "confidential", "confidentiality", "privileged", "vertraulich", "vertrauliche", "vertraulichen", "confidentiel",
            "confidentielle", "confidentiels", "confidencial", "confidenciales", "confidenciais", "riservato", "riservate", "confidenziali",
            "vertrouwelijk", "vertrouwelijke", "fortrolig", "fortrolige", "konfidentiell", "konfidentiellt", "luottamuksellinen", "poufne",
            "poufna", "důvěrné", "конфиденциальной", "конфиденциальную", "конфиденциально", "конфіденційну", "gizli", "εμπιστευτικό",
            "bizalmas", "机密", "保密", "機密"),
        new(
            "intended recipient", "intended recipients", "intended solely", "intended only", "sole use", "addressee", "addressees",
            "not the intended", "intended for", "adressat", "adressaten", "empfänger", "richtige adressat", "destinataire", "destinataires",
            "destinatario", "destinatarios", "destinatário", "destinatari", "geadresseerde", "bestemd voor", "modtager", "modtageren",
            "mottakeren", "mottagaren", "mottagare", "vastaanottaja", "vastaanottajalle", "adresata", "adresát", "adresatem", "адресату",
            "адресатом", "получателем", "alıcı", "παραλήπτη", "címzett", "收件人", "受信者"),
        new(
            "unauthorized", "unauthorised", "disclosure", "dissemination", "distribution", "copying", "strictly prohibited", "prohibited",
            "unbefugte", "weitergabe", "nicht gestattet", "irrtümlich", "interdite", "diffusion", "prohibida", "prohibido", "proibida",
            "proibido", "vietata", "vietato", "verspreiding", "verboden", "förbjuden", "zabronione", "запрещено", "запрещается", "yasaktır",
            "tilos"),
        new(
            "received this email in error", "received this e-mail in error", "received this message in error", "received it in error",
            "received this in error", "received this communication in error", "in error", "by mistake", "delete", "destroy", "löschen",
            "vernichten", "par erreur", "por error", "por engano", "per errore", "abusievelijk", "ten onrechte", "ved en fejl",
            "av misstag", "vahingossa", "omyłkowo", "omylem", "по ошибке", "yanlışlıkla", "supprimer", "détruire", "eliminar", "apagar",
            "cancellarlo", "verwijderen", "误收", "删除"),
        new(
            "notify the sender", "notify us", "contact the sender", "inform the sender", "den absender", "informieren sie", "l'expéditeur",
            "al remitente", "ao remetente", "il mittente", "de afzender", "afsenderen", "avsenderen", "avsändaren", "lähettäjälle",
            "nadawcę", "odesílatele", "отправителю", "отправителя", "gönderene"),
        new(
            "virus", "viruses", "viren", "liability", "liable", "haftung", "responsabilité", "responsabilidad", "responsabilidade",
            "aansprakelijkheid", "does not accept", "views expressed", "opinions expressed", "do not necessarily", "legally binding",
            "disclaimer", "haftungsausschluss", "avis de confidentialité", "aviso legal", "aviso de confidencialidad", "attached files",
            "transmitted with it", "any attachments", "the environment before printing", "before printing", "vor dem drucken",
            "avant d'imprimer", "antes de imprimir", "prima di stampare", "registered in england", "registered office", "company number"),
    ];

    /// <summary>How gateways begin the warnings that they put on top of mail from outside.</summary>
    internal static readonly Phrases BannerStarts = new(
        "caution", "warning", "external", "external email", "external sender", "external mail", "[external]", "[external email]",
        "[extern]", "[ext]", "notice", "attention", "be careful", "this email originated", "this message originated",
        "this email was sent from outside", "this message was sent from outside",
        "you don't often get email", "you do not often get email", "some people who received this message don't often",
        "some people who received this message do not often", "think before you click", "achtung", "vorsicht", "externe e-mail",
        "externe mail", "externer absender", "diese e-mail stammt", "sie erhalten nicht häufig", "sie erhalten nicht oft",
        "courriel externe", "avertissement", "prudence", "ce message provient", "vous n'obtenez pas souvent", "correo externo",
        "precaución", "atención", "advertencia", "este correo proviene", "no suele recibir", "e-mail externo", "cuidado", "atenção",
        "attenzione", "email esterna", "mittente esterno", "non si ricevono spesso",
        "let op", "externe afzender", "deze e-mail is afkomstig", "u ontvangt niet vaak", "externt", "varning", "advarsel", "uwaga",
        "внимание", "внешняя почта", "dikkat", "外部邮件", "外部メール", "注意");

    /// <summary>What such a warning goes on to say; one is needed.</summary>
    internal static readonly Phrases BannerWords = new(
        "originated from outside", "outside of the organization", "outside the organization", "outside of your organization",
        "outside your organization", "outside of our organization", "from outside", "external sender", "external source", "external email",
        "external e-mail", "external mail", "do not click", "don't click", "often get email from", "clicking links", "unless you recognize",
        "unless you trust", "unless you know", "außerhalb", "ausserhalb", "externen absender", "externer absender", "externe e-mail",
        "klicken sie nicht", "keine links", "häufig e-mails von", "extérieur", "externe", "ne cliquez", "souvent d'e-mail", "externo",
        "externa", "no haga clic", "fuera de", "fora da", "não clique", "esterno", "esterna", "non cliccare", "buiten de organisatie",
        "van buiten", "klik niet", "utanför", "uden for", "utenfor", "spoza organizacji", "zewnątrz", "внешнего", "за пределами",
        "kurum dışından", "外部");
}
