namespace TradingBot.LocalStack.Supervision;

/// <summary>Keeps log files below a size: a file that outgrows it moves to <c>.1</c>, replacing the one before.</summary>
/// <remarks>
/// The running service holds its file open for appending, so the contents are copied and the file is emptied in place; a line written
/// between the two steps is lost.
/// </remarks>
internal static class LogCap
{
    public const long BytesMax = 10 * 1024 * 1024;

    public static async Task WatchAsync(string folder, long bytesMax, TimeSpan interval, TimeProvider time, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false)) Apply(folder, bytesMax);
        }
        catch (OperationCanceledException)
        {
            // The system stops.
        }
    }

    public static void Apply(string folder, long bytesMax)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*.log"))
        {
            try
            {
                if (new FileInfo(path).Length <= bytesMax) continue;
                File.Copy(path, $"{path}.1", overwrite: true);
                using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                file.SetLength(0);
            }
            catch (IOException)
            {
                // A full disk: the services go on, and the next round tries again.
            }
        }
    }
}
