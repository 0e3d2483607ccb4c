namespace TradingBot.LocalStack.Processes;

/// <summary>The end of a log file, for messages about what went wrong.</summary>
internal static class LogTail
{
    private const int BytesRead = 16 * 1024;

    public static string Read(string logFile, int lines = 15)
    {
        try
        {
            using FileStream file = new(logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(BytesRead, file.Length), SeekOrigin.End);
            using StreamReader reader = new(file);
            string[] all = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return string.Join(Environment.NewLine, all.TakeLast(lines));
        }
        catch (IOException)
        {
            return "(no log)";
        }
    }
}
