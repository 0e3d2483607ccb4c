using System.Globalization;

namespace TradingBot.LocalStack.Stack;

/// <summary>A lock file that belongs to at most one living process.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Null where another process holds the lock; then <paramref name="holder"/> is its number, as it wrote it.</summary>
    public static FolderLock? TryTake(string path, out string holder)
    {
        holder = "";
        try
        {
            FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new FolderLock(file);
        }
        catch (IOException)
        {
            // .NET locks advisorily, so the holder's number can be read by a program that asks for no lock.
            holder = ReadHolder(path);
            return null;
        }
    }

    public void Dispose() => _file.Dispose();

    private static string ReadHolder(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(file);
            return reader.ReadToEnd();
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
