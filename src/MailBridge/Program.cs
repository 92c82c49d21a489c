using System.Runtime.InteropServices;
using MailBridge.Commands;
using MailBridge.Operations;

// The first signal asks for a clean stop; the second finds no handler and ends the process at once.
using var stop = new CancellationTokenSource();
List<PosixSignalRegistration> signals = [];
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    signals.ForEach(s => s.Dispose());
    stop.Cancel();
}
signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop));
signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
return await BridgeCommandLine.RunAsync(args, Surroundings.OfProcess(BridgeHost.ServeAsync), stop.Token);
