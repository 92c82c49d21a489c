using MailBridge.Benchmarks;

return args switch
{
    ["throughput", var box] => Throughput.Run(box),
    ["hostile"] => Hostile.Run(null),
    ["hostile", var kind] => Hostile.Run(kind),
    ["storm", var program] => await SlackStorm.RunAsync(program),
    ["truth", var box, var truth] => CorpusTruth.Run(box, truth),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        throughput BOX        messages a second and bytes allocated, one thread, from memory, over the files below the folder BOX; GMime beside it
        hostile [INPUT]       time and memory of inputs made to be slow, at three sizes
        storm PROGRAM         200 mails in a minute through the bridge PROGRAM (mailbridge.dll) into one channel of a Slack with faults: time and memory
        truth BOX TRUTH       compares what is read with the ground truth of the corpus generator
        """);
    return 2;
}
