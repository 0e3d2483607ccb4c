namespace TradingBot.ExchangeSim.Recording;

/// <summary>One file of a recording, frame by frame.</summary>
/// <param name="path">The file.</param>
/// <param name="passesOver">Asked with what is wrong with a line whether to go on without it.</param>
internal sealed class RecordedFile(string path, Func<RecordedFrame, string, bool> passesOver) : IDisposable
{
    private readonly LineReader _reader = new(path);

    public RecordedFrame Frame { get; } = new();

    public bool HasFrame { get; private set; }

    /// <summary>When the frame was received; that of the one before it where the line does not say, so that the file's order holds.</summary>
    public long TimeNs { get; private set; }

    /// <exception cref="InvalidDataException">The next line cannot be played; the message names file, line and reason.</exception>
    public void MoveNext()
    {
        do
            HasFrame = TryRead();
        while (HasFrame && Frame.Kind == FrameKind.Other && Frame.HasUnplayableAmount);
        if (Frame.ReceivedNs > 0)
            TimeNs = Math.Max(TimeNs, Frame.ReceivedNs);
    }

    public void Dispose() => _reader.Dispose();

    private bool TryRead()
    {
        try
        {
            if (!_reader.TryRead(out ReadOnlySpan<byte> line))
                return false;
            if (FrameParser.Parse(line, Frame) is not { } wrong)
                return true;
            string reason = $"{_reader.Path}:{_reader.Line}: {wrong}.";
            if (!passesOver(Frame, reason))
                throw new InvalidDataException(reason);
            Frame.Kind = FrameKind.Other;
            return true;
        }
        catch (Exception exception) when (exception is IOException || exception is InvalidDataException && !exception.Message.StartsWith(_reader.Path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{_reader.Path}:{_reader.Line + 1}: the file cannot be read: {exception.Message}", exception);
        }
    }
}
