namespace TradingBot.Exchanges.Recordings.Verification;

/// <summary>Recorded files of any known format: segments of ours, and lines of hftbacktest and cryptofeed.</summary>
public static class RecordedFiles
{
    /// <summary>Checks files that belong together, as one recording.</summary>
    /// <param name="files">All of one format.</param>
    /// <param name="progress">Told how many frames were read, for each one.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <exception cref="RecordingException">A file is no recording that can be read, or of an exchange that is not supported.</exception>
    /// <exception cref="ExchangeException">A recorded snapshot can't be read.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static RecordingVerification Verify(IReadOnlyList<string> files, Action<long> progress, CancellationToken cancellation)
    {
        bool[] isOurs = [.. files.Select(IsOurs)];
        if (isOurs.Distinct().Count() > 1) throw new RecordingException("segments of ours and lines of another program can't be checked together");
        return isOurs[0] ? SegmentVerifier.Verify(files, progress, cancellation) : LineVerifier.Verify(files, progress, cancellation);
    }

    /// <summary>Whether a file is a segment of ours.</summary>
    public static bool IsOurs(string file)
    {
        using FileStream stream = File.OpenRead(file);
        Span<byte> start = stackalloc byte[8];
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return RecordingFormat.IsRecording(start[..read]);
    }
}
