using MailBridge.Operations;

namespace MailBridge.MailIn;

/// <summary>Wakes the reader when a watcher has kept a mail.</summary>
internal sealed class MailArrived(TimeProvider time) : WakeSignal(time);
