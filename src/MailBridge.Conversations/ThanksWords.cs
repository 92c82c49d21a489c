using System.Collections.Frozen;

namespace MailBridge.Conversations;

/// <summary>
/// How people say thanks and what they say beside it, in the languages that replies are read in. Yes and no, please, and whatever can be an answer to a
/// question are left out on purpose, and so is thanks in advance.
/// </summary>
internal static class ThanksWords
{
    public static readonly IReadOnlyList<Language> Languages =
    [
        // English
        new(
            "thanks, thank you, thx, tnx, ty, thankyou, thank u, many thanks, thanks again, thank you again, thanks once again, thank you once again, much appreciated, "
                + "i appreciate it, i really appreciate it, we appreciate it, cheers, thanks a lot, thanks a million, thanks a bunch, thanks so much, thank you so much, "
                + "thank you very much, thanks very much, many thanks again",
            "hi, hello, hey, dear, good morning, good afternoon, good evening, ok, okay, great, perfect, awesome, brilliant, wonderful, excellent, super, lovely, "
                + "all good, thats great, very kind, very kind of you, have a nice day, have a good day, have a great day, have a nice weekend, have a great weekend, "
                + "best, regards, best regards, kind regards, warm regards, best wishes, kindest regards, sincerely, yours sincerely, team, and, to you all, all, everyone, indeed",
            "for, for your, for the, for all your, for all the, for such a", "quick, fast, prompt, kind, great, excellent, swift, super quick, very quick, amazing, really quick",
            "help, support, reply, answer, response, assistance, service, information, info, effort, efforts, time, clarification, update, everything, feedback, getting back to me"),
        // German
        new(
            "danke, vielen dank, herzlichen dank, besten dank, danke schön, dankeschön, danke sehr, danke vielmals, tausend dank, lieben dank, ganz lieben dank, ich danke ihnen, "
                + "ich danke dir, wir danken ihnen, dankeschoen, dank, merci, nochmals danke, nochmals vielen dank, danke nochmal, danke nochmals, recht herzlichen dank, ganz herzlichen dank",
            "hallo, hi, guten tag, guten morgen, guten abend, liebe, lieber, liebes, sehr geehrte, sehr geehrter, frau, herr, damen und herren, super, perfekt, prima, toll, klasse, spitze, "
                + "ok, okay, alles klar, alles gut, wunderbar, und, auch, ihnen, euch, dir, viele grüße, liebe grüße, beste grüße, herzliche grüße, freundliche grüße, mit freundlichen grüßen, "
                + "schöne grüße, grüße, gruß, lg, vg, mfg, lieben gruß, viele gruesse, liebe gruesse, schönen tag, einen schönen tag, schönes wochenende, ein schönes wochenende, schönen tag noch, "
                + "schönen abend, team, sehr nett, sehr freundlich, das ist sehr nett, das ist sehr freundlich",
            "für, für die, für ihre, für deine, für eure, für den, für das, für ihren, für alles und",
            "schnelle, rasche, prompte, tolle, nette, gute, super, sehr schnelle, freundliche, schnellen, tollen",
            "hilfe, antwort, rückmeldung, unterstützung, info, information, informationen, auskunft, mühe, bemühungen, einsatz, service, support, bearbeitung, alles"),
        // French
        new(
            "merci, merci beaucoup, merci bien, mille mercis, grand merci, un grand merci, merci encore, merci à vous, merci infiniment, je vous remercie, nous vous remercions, encore merci, merci mille fois",
            "bonjour, bonsoir, cher, chère, madame, monsieur, parfait, super, génial, ok, très bien, très gentil, cest très gentil, cordialement, bien cordialement, bien à vous, bonne journée, "
                + "bonne soirée, bon weekend, bon week end, sincères salutations, très belle journée, belle journée, et, à toute léquipe, léquipe, beaucoup",
            "pour, pour votre, pour ton, pour la, pour le, pour cette, pour vos, pour toute votre", "rapide, très rapide, précieuse, excellent, excellente",
            "réponse, aide, aide précieuse, retour, réactivité, service, efficacité, informations, information, précisions, tout, gentillesse, accueil"),
        // Spanish, Catalan
        new(
            "gracias, muchas gracias, mil gracias, muchísimas gracias, gracias de nuevo, muchas gracias de nuevo, se lo agradezco, te lo agradezco, os lo agradezco, muy agradecido, muy agradecida",
            "hola, buenos días, buenas tardes, buenas noches, buenas, estimado, estimada, estimados, señor, señora, perfecto, genial, estupendo, ok, vale, muy amable, muy amables, saludos, un saludo, "
                + "saludos cordiales, un cordial saludo, un abrazo, atentamente, buen día, que tenga buen día, feliz día, equipo, y, a todos, a ti, a usted, a ustedes, a vosotros",
            "por, por su, por tu, por vuestra, por la, por toda su, por toda la", "rápida, pronta, inmediata, gran", "ayuda, respuesta, atención, información, todo, amabilidad, rapidez, gestión"),
        new("gràcies, moltes gràcies, mercès, moltíssimes gràcies", "hola, bon dia, bona tarda, perfecte, genial, ok, salutacions, una salutació, cordialment, molt amable, per la vostra ajuda, per la resposta, per tot, per lajuda"),
        // Portuguese
        new(
            "obrigado, obrigada, muito obrigado, muito obrigada, obrigadão, obg, grato, grata, muito grato, muito grata, agradeço, agradecemos, obrigado mais uma vez, mais uma vez obrigado, muitíssimo obrigado",
            "olá, oi, bom dia, boa tarde, boa noite, caro, cara, prezado, prezada, prezados, perfeito, ótimo, óptimo, excelente, ok, muito gentil, cumprimentos, melhores cumprimentos, atenciosamente, "
                + "abraço, um abraço, abraços, tenha um bom dia, bom fim de semana, equipe, equipa, e, a todos",
            "pela, pelo, pela sua, por, por toda a, pelas, pela vossa", "rápida, pronta, excelente", "ajuda, resposta, atenção, retorno, apoio, informação, informações, tudo, gentileza, atendimento, rapidez"),
        // Italian
        new(
            "grazie, grazie mille, mille grazie, tante grazie, molte grazie, grazie tante, grazie infinite, la ringrazio, vi ringrazio, ti ringrazio, grazie ancora, ringrazio, grazie di cuore, grazie di tutto",
            "ciao, buongiorno, buonasera, buon giorno, salve, gentile, gentili, caro, cara, perfetto, ottimo, benissimo, va bene, ok, molto gentile, gentilissimo, gentilissima, gentilissimi, cordiali saluti, saluti, "
                + "distinti saluti, un saluto, buona giornata, buona serata, buon weekend, buon fine settimana, e, a tutti, a presto",
            "per, per la, per il, per laiuto, per la sua, per la vostra, per il vostro, per il suo, della, dellaiuto", "rapida, pronta, celere, veloce, prezioso", "risposta, aiuto, disponibilità, supporto, informazione, informazioni, tutto, cortesia, gentilezza, assistenza"),
        // Dutch
        new(
            "bedankt, dank u, dank je, dankjewel, dankuwel, dank u wel, dank je wel, hartelijk dank, hartelijk bedankt, heel erg bedankt, heel hartelijk dank, nogmaals dank, nogmaals bedankt, veel dank, dank, heel erg bedankt nogmaals, super bedankt, thanks",
            "hallo, hoi, dag, goedemorgen, goedemiddag, goedenavond, beste, geachte, mevrouw, heer, meneer, prima, perfect, super, top, geweldig, fijn, ok, oké, met vriendelijke groet, vriendelijke groet, groet, groeten, groetjes, "
                + "mvg, fijne dag, fijne avond, fijn weekend, nog een fijne dag, en, allemaal, team, wat aardig",
            "voor, voor de, voor het, voor uw, voor je, voor jullie", "snelle, vlotte, goede, fijne", "hulp, antwoord, reactie, informatie, info, moeite, service, ondersteuning, alles"),
        // Swedish
        new(
            "tack, tack så mycket, stort tack, tusen tack, tackar, jättetack, många tack, tack igen, tack snälla, varmt tack, hjärtligt tack, tack så jättemycket, stort tack igen",
            "hej, hejsan, god morgon, perfekt, toppen, super, bra, jättebra, underbart, ok, okej, med vänliga hälsningar, vänliga hälsningar, mvh, hälsningar, vänligen, ha en bra dag, ha en fin dag, trevlig helg, ha det bra, och, alla",
            "för, för din, för er, för ert, för ditt, för all", "snabba, snabbt, fina", "hjälp, hjälpen, svar, svaret, information, informationen, info, återkoppling, allt, stöd"),
        // Danish, Norwegian
        new(
            "tak, mange tak, tusind tak, tak skal du have, tak skal i have, stor tak, takker, tak for det, tusen takk, takk, mange takk, takk skal du ha, takk skal dere ha, hjertelig takk, hjertelig tak, igen tak, tak igen, takk igjen, tusen takk igjen",
            "hej, hei, goddag, god morgen, kære, kjære, perfekt, super, fint, flott, supert, dejligt, herligt, ok, okay, med venlig hilsen, venlig hilsen, med vennlig hilsen, vennlig hilsen, hilsen, mvh, vh, god dag, "
                + "ha en fin dag, hav en god dag, fortsat god dag, god helg, god weekend, og, alle",
            "for, for din, for jeres, for deres, for den, for det", "hurtige, hurtigt, raske, raskt, gode", "hjælp, hjælpen, hjelp, hjelpen, svar, svaret, information, informasjon, info, tilbagemelding, tilbakemelding, alt"),
        // Finnish
        new(
            "kiitos, kiitoksia, paljon kiitoksia, kiitos paljon, suuri kiitos, suuret kiitokset, iso kiitos, kiitti, tuhannet kiitokset, kiitos vielä, kiitos kovasti, monet kiitokset, lämmin kiitos",
            "hei, moi, terve, hyvää päivää, hyvää huomenta, hienoa, loistavaa, mahtavaa, ok, okei, selvä, terveisin, ystävällisin terveisin, t, yt, mukavaa päivää, hyvää päivänjatkoa, hyvää viikonloppua, ja, "
                + "avusta, avustanne, avustasi, nopeasta, vastauksesta, vastauksestanne, vastauksestasi, tiedosta, tiedoista, kaikesta, palvelusta, hyvästä, vaivannäöstä"),
        // Polish
        new(
            "dziękuję, dziękuję bardzo, bardzo dziękuję, dzięki, wielkie dzięki, dziękujemy, bardzo dziękujemy, serdecznie dziękuję, serdeczne dzięki, dziękuję serdecznie, dziękuję pięknie, dziękuję raz jeszcze, jeszcze raz dziękuję, dziekuje, dzieki",
            "dzień dobry, witam, cześć, szanowni państwo, szanowna pani, szanowny panie, pani, panie, super, świetnie, doskonale, wspaniale, ok, pozdrawiam, pozdrawiam serdecznie, serdecznie pozdrawiam, z poważaniem, pozdrowienia, miłego dnia, "
                + "dobrego dnia, miłego weekendu, życzę miłego dnia, i, wszystkim",
            "za, za państwa, za twoją, za pani, za pana", "szybką, błyskawiczną, sprawną, miłą", "pomoc, odpowiedź, informację, informacje, wsparcie, wszystko, obsługę, reakcję"),
        // Czech, Slovak
        new(
            "děkuji, děkuju, díky, dík, moc děkuji, mockrát děkuji, děkuji moc, děkuji mnohokrát, mnohokrát děkuji, děkujeme, díky moc, moc díky, velmi děkuji, ještě jednou děkuji, ďakujem, ďakujem pekne, veľmi pekne ďakujem, vďaka, "
                + "ďakujeme, ďakujem veľmi pekne, veľmi ďakujem, ešte raz ďakujem, děkuji pěkně",
            "dobrý den, dobrý deň, ahoj, vážený pane, vážená paní, super, výborně, výborne, skvělé, skvelé, perfektní, ok, s pozdravem, s pozdravom, pěkný den, pekný deň, hezký den, přeji hezký den, přeji pěkný den, zdravím, a",
            "za, za vaši, za vašu, za tvoji", "rychlou, rýchlu, skvělou, skvelú, ochotnou", "pomoc, odpověď, odpoveď, informaci, informace, informáciu, informácie, podporu, vše, všechno, všetko, ochotu, vyřízení"),
        // Hungarian
        new(
            "köszönöm, köszönöm szépen, nagyon köszönöm, köszi, köszönjük, nagyon szépen köszönöm, köszönöm szépen mindent, hálásan köszönöm, köszönjük szépen, még egyszer köszönöm, kösz, köszönettel",
            "szia, sziasztok, jó napot, jó napot kívánok, kedves, tisztelt, szuper, remek, nagyszerű, rendben, ok, oké, üdvözlettel, üdv, szép napot, szép napot kívánok, további szép napot, és, nagyon kedves, "
                + "a segítséget, a segítségét, a gyors segítséget, a választ, a gyors választ, a válaszát, a gyors válaszát, az információt, a tájékoztatást, mindent, a kedvességét"),
        // Romanian
        new(
            "mulțumesc, mulțumesc mult, mulțumesc frumos, vă mulțumesc, vă mulțumesc mult, mulțumim, vă mulțumim, mii de mulțumiri, mersi, mersi mult, îți mulțumesc, mulţumesc, mulţumim, vă mulţumesc, mulțumesc încă o dată",
            "bună ziua, bună, salut, bună dimineața, bună seara, stimată doamnă, stimate domn, perfect, super, excelent, minunat, ok, cu stimă, o zi bună, o zi frumoasă, toate cele bune, numai bine, și, tuturor",
            "pentru, pentru tot", "rapid, promptă, prompt, rapidă", "ajutor, ajutorul, ajutorul acordat, răspuns, răspunsul, informații, informaţii, promptitudine, tot, amabilitate, sprijin"),
        // Turkish
        new(
            "teşekkürler, teşekkür ederim, teşekkür ederiz, çok teşekkürler, çok teşekkür ederim, çok teşekkür ederiz, sağ olun, sağolun, sağol, sağ ol, tekrar teşekkürler, tekrar teşekkür ederim, tesekkurler, tesekkur ederim",
            "merhaba, merhabalar, selam, iyi günler, günaydın, iyi akşamlar, sayın, bey, hanım, süper, harika, mükemmel, tamam, ok, saygılar, saygılarımla, saygılarımızla, iyi çalışmalar, kolay gelsin, iyi hafta sonları, ve, "
                + "yardımınız için, yardımlarınız için, hızlı cevabınız için, hızlı yanıtınız için, cevabınız için, yanıtınız için, ilginiz için, bilgi için, bilgilendirme için, her şey için, desteğiniz için"),
        // Greek
        new(
            "ευχαριστώ, ευχαριστώ πολύ, σας ευχαριστώ, σας ευχαριστώ πολύ, ευχαριστούμε, ευχαριστούμε πολύ, σας ευχαριστούμε, σας ευχαριστούμε πολύ, σε ευχαριστώ, χίλια ευχαριστώ, ευχαριστώ θερμά, ευχαριστώ και πάλι",
            "γεια σας, γεια, καλημέρα, καλημέρα σας, καλησπέρα, καλησπέρα σας, αγαπητέ, αγαπητή, κύριε, κυρία, τέλεια, υπέροχα, ωραία, οκ, με εκτίμηση, φιλικά, καλή συνέχεια, καλή σας μέρα, καλή μέρα, και, "
                + "για τη βοήθεια, για την βοήθεια, για τη βοήθειά σας, για την απάντηση, για την άμεση απάντηση, για την απάντησή σας, για όλα, για την ενημέρωση, για την εξυπηρέτηση, για την άμεση εξυπηρέτηση"),
        // Russian
        new(
            "спасибо, большое спасибо, спасибо большое, спасибо вам, спасибо вам большое, огромное спасибо, благодарю, благодарю вас, благодарим, благодарим вас, спасибо огромное, ещё раз спасибо, спасибо ещё раз, очень благодарна, очень благодарен, спс",
            "здравствуйте, добрый день, доброе утро, добрый вечер, привет, уважаемая, уважаемый, отлично, прекрасно, супер, хорошо, замечательно, ок, всё отлично, с уважением, всего доброго, всего хорошего, хорошего дня, хорошего вечера, хороших выходных, и, всем, "
                + "вам, очень",
            "за, за вашу, за ваш", "быструю, быстрый, оперативную, оперативный, подробный", "помощь, ответ, информацию, поддержку, оперативность, всё, внимание, заботу, консультацию"),
        // Ukrainian, Bulgarian
        new(
            "дякую, щиро дякую, дуже дякую, дякую вам, дякуємо, велике дякую, красно дякую, дякую дуже, ще раз дякую, спасибі",
            "добрий день, доброго дня, вітаю, доброго ранку, добрий вечір, привіт, шановна, шановний, чудово, супер, відмінно, добре, ок, з повагою, гарного дня, всього найкращого, і, всім",
            "за, за вашу, за ваш", "швидку, швидкий, оперативну, оперативну", "допомогу, відповідь, інформацію, підтримку, все, увагу, оперативність"),
        new(
            "благодаря, много благодаря, благодаря ви, благодаря много, благодарим, благодарим ви, мерси, хиляди благодарности, още веднъж благодаря, благодаря още веднъж",
            "здравейте, добър ден, добро утро, привет, уважаеми, уважаема, чудесно, отлично, супер, ок, добре, поздрави, с уважение, хубав ден, приятен ден, лек ден, и",
            "за, за вашата", "бързия, бързата", "помощ, помощта, отговор, отговора, информацията, всичко, съдействието"),
        // Croatian, Serbian, Slovenian
        new(
            "hvala, hvala lijepa, hvala lepa, hvala puno, puno hvala, najlepša hvala, hvala vam, hvala mnogo, zahvaljujem, zahvaljujemo, lijepa hvala, lepa hvala, hvala vam puno, hvala lepo, хвала, хвала пуно, најлепша хвала",
            "dobar dan, dober dan, pozdrav, pozdravljeni, bok, živjo, poštovani, spoštovani, super, odlično, savršeno, ok, u redu, lijep pozdrav, lep pozdrav, lp, srdačan pozdrav, ugodan dan, lep dan, lijep dan, in, i",
            "za, na, za vašu", "brzom, brz, hiter, brzi", "pomoć, pomoči, pomoć, pomoč, odgovor, odgovoru, informacije, podršku, sve, vse, trud"),
        // Vietnamese, Indonesian and Malay
        new("cảm ơn, cám ơn, cảm ơn bạn, cảm ơn nhiều, cảm ơn rất nhiều, xin cảm ơn, cảm ơn bạn rất nhiều, cảm ơn bạn nhiều, chân thành cảm ơn", "chào, xin chào, chào bạn, anh, chị, em, ạ, nhé, tuyệt vời, tốt quá, trân trọng, rất nhiều, vì sự giúp đỡ, vì sự hỗ trợ, đã giúp đỡ, đã hỗ trợ"),
        new("terima kasih, makasih, trims, terima kasih banyak, banyak terima kasih, terimakasih, terima kasih kembali", "halo, hai, selamat pagi, selamat siang, selamat sore, pak, bu, bapak, ibu, baik, oke, ok, bagus, mantap, sekali, salam, hormat kami, atas bantuannya, atas bantuan anda, atas informasinya, atas jawabannya, atas responnya, atas bantuan"),
        // Estonian, Latvian, Lithuanian, Icelandic
        new("aitäh, tänan, suur tänu, suur aitäh, tänan väga, suured tänud, palju tänu", "tere, tervist, väga hea, super, ok, lugupidamisega, tervitades, ilusat päeva, abi eest, vastuse eest, kiire vastuse eest, info eest"),
        new("paldies, liels paldies, ļoti pateicos, pateicos, pateicamies, milzīgs paldies", "labdien, sveiki, labrīt, lieliski, super, ok, ar cieņu, jauku dienu, par palīdzību, par atbildi, par ātro atbildi, par informāciju, par visu"),
        new("ačiū, labai ačiū, dėkoju, labai dėkoju, dėkojame, dėkui, ačiū labai, nuoširdžiai dėkoju", "sveiki, laba diena, labas, labas rytas, puiku, super, ok, pagarbiai, su pagarba, geros dienos, gražios dienos, už pagalbą, už atsakymą, už greitą atsakymą, už informaciją, už viską, jums"),
        new("takk, takk fyrir, takk kærlega, kærar þakkir, þakka þér fyrir, takk kærlega fyrir, þúsund þakkir, bestu þakkir", "hæ, sæl, sæll, halló, góðan daginn, góðan dag, frábært, flott, gott, ok, kveðja, bestu kveðjur, með kveðju, fyrir hjálpina, fyrir svarið, fyrir skjót svör"),
        // Arabic, Persian, Hebrew
        new("شكرا, شكراً, شكرا لك, شكرا لكم, شكرا جزيلا, شكرا جزيلا لكم, شكرا جزيلا لك, ألف شكر, الف شكر, أشكرك, أشكركم, جزيل الشكر, مشكور, مشكورين, نشكركم, شكرا كثيرا, جزاكم الله خيرا, جزاك الله خيرا", "مرحبا, السلام عليكم, السلام عليكم ورحمة الله وبركاته, أهلا, صباح الخير, مساء الخير, ممتاز, رائع, تمام, تحياتي, مع التحية, مع تحياتي, أطيب التحيات, على المساعدة, على مساعدتكم, على الرد, على سرعة الرد, على الرد السريع, على تعاونكم, على كل شيء"),
        new("ممنون, متشکرم, سپاس, خیلی ممنون, سپاسگزارم, با تشکر, مرسی, خیلی متشکرم, بسیار سپاسگزارم, ممنونم, خیلی ممنونم, تشکر", "سلام, درود, عالی, روز بخیر, صبح بخیر, وقت بخیر, با احترام, از کمک شما, از پاسخ شما, از راهنمایی شما, از پاسخ سریع شما, بسیار"),
        new("תודה, תודה רבה, המון תודה, אלף תודות, רב תודות, תודה לך, תודה לכם, תודה רבה לך, תודה רבה לכם, מודה לך, מודה לכם, שוב תודה, תודה גדולה", "שלום, היי, בוקר טוב, ערב טוב, צהריים טובים, מעולה, מצוין, נהדר, בסדר, סבבה, יום טוב, יום נעים, המשך יום נעים, שבת שלום, בברכה, על העזרה, על המענה, על המענה המהיר, על התשובה, על הכל, על השירות"),
        // Korean
        new(
            "감사합니다, 고맙습니다, 감사해요, 고마워요, 고마워, 감사드립니다, 정말 감사합니다, 대단히 감사합니다, 너무 감사합니다, 진심으로 감사합니다, 매우 감사합니다, 정말 고맙습니다",
            "안녕하세요, 도와주셔서, 도움 주셔서, 답변, 답변 주셔서, 빠른 답변, 빠른 답변 주셔서, 친절한 답변, 친절한 답변 주셔서, 좋은 하루 되세요, 수고하세요, 좋은 하루 보내세요, 님, 정말, 드림"),
    ];

    /// <summary>Thanks in scripts that write no blanks.</summary>
    public static readonly IReadOnlyList<string> UnspacedThanks = Folded(
        "谢谢, 谢谢你, 谢谢您, 多谢, 非常感谢, 十分感谢, 感谢, 谢谢你们, 万分感谢, 太感谢了, 谢谢啦, 謝謝, 謝謝你, 謝謝您, 多謝, 非常感謝, 十分感謝, 感謝, 謝謝你們, 太感謝了, "
        + "ありがとう, ありがとうございます, ありがとうございました, どうもありがとうございます, どうもありがとうございました, 誠にありがとうございます, 誠にありがとうございました, 本当にありがとうございます, 本当にありがとうございました, "
        + "感謝します, 感謝いたします, 感謝申し上げます, 感謝致します, どうも有難うございました, 有難うございます, 有難うございました, 御礼申し上げます, "
        + "ขอบคุณ, ขอบคุณมาก, ขอบพระคุณ, ขอบคุณมากๆ, ขอบใจ");

    /// <summary>What may stand beside it.</summary>
    public static readonly IReadOnlyList<string> UnspacedBeside = Folded(
        "你好, 您好, 好的, 太好了, 祝好, 此致, 敬礼, 祝您生活愉快, 祝你愉快, 您的帮助, 你的帮助, 您的回复, 你的回复, 您的快速回复, 您的支持, 您的耐心, 的, 了, 啦, 您的幫助, 您的回覆, 的帮助, 的回复, 的快速回复, 的支持, 的耐心, 的幫助, 的回覆, 妳好, "
        + "こんにちは, おはようございます, お世話になっております, お世話になります, ご返信, ご回答, ご対応, ご連絡, 迅速な, 早速の, ご丁寧な, ご丁寧に, 大変, いただき, 頂き, 誠に, 本当に, どうも, 助かりました, "
        + "を, に, 様, さん, 早々の, 皆様, "
        + "สวัสดี, ครับ, ค่ะ, คะ, มาก, มากๆ, นะครับ, นะคะ, สำหรับ, ความช่วยเหลือ, คำตอบ, ที่ช่วยเหลือ");

    /// <summary>True when a script stands in it that writes no blanks between words.</summary>
    public static bool HasUnspaced(string text)
        => text.Any(c => c is (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\u0E00' and <= '\u0E7F'));

    private static string[] Folded(string phrases)
        => [.. Split(phrases).Select(p => string.Concat(BareThanks.Fold(p).EnumerateRunes().Where(System.Text.Rune.IsLetter)))];

    private static string[] Split(string phrases) => phrases.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>One language: phrases, folded, their words parted by one blank each.</summary>
    internal sealed class Language(string thanks, string beside, string links = "", string adjectives = "", string nouns = "")
    {
        /// <summary>Of these at least one must be there.</summary>
        public FrozenSet<string> Thanks { get; } = Split(BareThanks.Fold(thanks)).ToFrozenSet(StringComparer.Ordinal);

        /// <summary>These may stand beside it; what one is thanked for only behind a "for".</summary>
        public FrozenSet<string> Beside { get; } = Split(BareThanks.Fold(beside)).Concat(ThankedFor(links, adjectives, nouns)).ToFrozenSet(StringComparer.Ordinal);

        private static IEnumerable<string> ThankedFor(string links, string adjectives, string nouns)
        {
            string[] before = ["", .. Split(BareThanks.Fold(adjectives)).Select(a => a + " ")];
            return Split(BareThanks.Fold(links)).SelectMany(link => Split(BareThanks.Fold(nouns)).SelectMany(
                noun => before.SelectMany(a => (string[])[$"{link} {a}{noun}", $"{link} {noun} {a}".TrimEnd()])));
        }
    }
}
