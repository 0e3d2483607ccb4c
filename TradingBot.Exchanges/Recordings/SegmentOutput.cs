using System.Threading.Channels;

namespace TradingBot.Exchanges.Recordings;

/// <summary>What the disk is to do next; <c>Epoch</c> says for which begin of the recording.</summary>
/// <param name="Epoch">Steps of an earlier begin are not done any more.</param>
/// <param name="Block">To be written.</param>
/// <param name="Start">A segment to be begun.</param>
internal readonly record struct SegmentStep(int Epoch, BlockBuffer? Block, SegmentStart? Start);

/// <summary>The beginning of a segment.</summary>
/// <param name="At">When.</param>
/// <param name="Header">As it goes into the file.</param>
/// <param name="Ordinal">Place within the session, from 1.</param>
internal sealed record SegmentStart(DateTimeOffset At, byte[] Header, int Ordinal);

/// <summary>Brings blocks into segment files on a thread of its own, so that a disk that is slow, or hangs, keeps nobody else waiting.</summary>
/// <param name="files">The folder.</param>
/// <param name="session">Named in the files.</param>
/// <param name="done">Is told each step that was done, or why it could not be, on the thread of the disk.</param>
internal sealed class SegmentOutput(SegmentFiles files, Guid session, Action<SegmentStep, string?> done) : IDisposable
{
    private readonly Channel<SegmentStep> _steps = Channel.CreateUnbounded<SegmentStep>(new UnboundedChannelOptions { SingleReader = true });
    private Thread? _thread;
    private volatile int _epoch;
    private Stream? _file;
    private string _path = "";

    /// <summary>Steps of this epoch are done from now on, and no others.</summary>
    public void Begin(int epoch)
    {
        _epoch = epoch;
        if (_thread is not null) return;
        _thread = new Thread(Run) { IsBackground = true, Name = "recording" };
        _thread.Start();
    }

    public void Add(in SegmentStep step) => _steps.Writer.TryWrite(step);

    /// <summary>Does what is left and ends the file, unless the disk takes longer than that.</summary>
    public bool End(TimeSpan patience)
    {
        _steps.Writer.TryComplete();
        return _thread?.Join(patience) ?? true;
    }

    public void Dispose() => files.Dispose();

    private void Run()
    {
        while (_steps.Reader.TryRead(out SegmentStep step) || Wait())
            if (step != default) Do(step);
        CloseFile();
    }

    // The thread exists to wait: nothing else runs on it.
    private bool Wait() => _steps.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void Do(in SegmentStep step)
    {
        string? failure = null;
        try
        {
            // A step of a recording that has failed meanwhile only ends the file of that recording.
            if (step.Epoch != _epoch || step is { Block: null, Start: null }) CloseFile();
            else if (step.Start is { } start) Open(start);
            else _file!.Write(step.Block!.Finish());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RecordingException)
        {
            failure = e.Message;
            CloseFile();
        }
        done(step, failure);
    }

    private void Open(SegmentStart start)
    {
        CloseFile();
        (_file, _path) = files.Create(start.At, session, start.Ordinal);
        _file.Write(start.Header);
    }

    private void CloseFile()
    {
        if (_file is null) return;
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // What could be written is in the file; the reader cuts it at its last whole block.
        }
        _file = null;
        files.Ended(_path);
    }
}
