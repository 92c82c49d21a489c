Console.WriteLine("MailBridge");
