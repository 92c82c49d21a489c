using System.Text;

namespace MailBridge.Commands;

/// <summary>The reader of our output has gone, as <c>| head</c> does: there is nothing left to say and nobody to say it to.</summary>
internal sealed class ClosedPipeException(IOException cause) : Exception("The reader has gone.", cause);

/// <summary>Tells a reader that has gone from every other fault of input and output.</summary>
internal sealed class PipeWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => OrGone(() => inner.Write(value));

    public override void Write(string? value) => OrGone(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => OrGone(() => inner.Write(buffer, index, count));

    public override void WriteLine(string? value) => OrGone(() => inner.WriteLine(value));

    public override void Flush() => OrGone(inner.Flush);

    private static void OrGone(Action write)
    {
        try
        {
            write();
        }
        catch (IOException fault)
        {
            throw new ClosedPipeException(fault);
        }
    }
}
