using System.Globalization;

namespace TradingBot.LocalStack.Stack;

/// <summary>A lock file that belongs to at most one living process: the operating system frees it when its holder dies.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _holderFile;

    private FolderLock(FileStream file, string holderFile)
    {
        _file = file;
        _holderFile = holderFile;
    }

    /// <summary>Null where another process holds the lock; then <paramref name="holder"/> is its number.</summary>
    public static FolderLock? TryTake(string path, out string holder)
    {
        // Beside the lock, since .NET lets nobody read a file that is locked.
        string holderFile = $"{path}.pid";
        holder = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        try
        {
            FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holderFile, holder);
            return new FolderLock(file, holderFile);
        }
        catch (IOException)
        {
            holder = File.Exists(holderFile) ? File.ReadAllText(holderFile) : "unknown";
            return null;
        }
    }

    public void Dispose()
    {
        File.Delete(_holderFile);
        _file.Dispose();
    }
}
