using Microsoft.Extensions.Configuration;

namespace TradingBot.Storage.Control;

/// <summary>An emergency stop for when the database is down: a file that every process of this machine obeys as long as it is there.</summary>
public sealed class StopLatch
{
    private const string FileName = "emergency-stop.latch";
    private readonly string _path;

    /// <summary>Uses the folder of <c>TRADINGBOT_DATA_DIR</c>, else one below the user's application data.</summary>
    public StopLatch(IConfiguration configuration) => _path = Path.Combine(DataFolder.Of(configuration), FileName);

    /// <summary>Where the file is.</summary>
    public string Location => _path;

    /// <summary>Whether the stop is latched. A file that cannot be looked at counts as latched.</summary>
    public bool IsSet
    {
        get
        {
            try
            {
                // Minus one says that there is no such file; asked four times a second, an exception each time would cost more than all else.
                return new FileInfo(_path).Attributes != (FileAttributes)(-1);
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                return unreadable is not (FileNotFoundException or DirectoryNotFoundException);
            }
        }
    }

    /// <summary>Why it was set, in words for a person.</summary>
    public string ReadReason()
    {
        try
        {
            return File.ReadAllText(_path).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return $"{_path} cannot be read: {unreadable.Message}";
        }
    }

    /// <summary>Latches the stop; the file is on the disk when this returns.</summary>
    public void Set(string reason)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        using FileStream file = new(_path, FileMode.Create, FileAccess.Write, FileShare.Read);
        using StreamWriter writer = new(file);
        writer.WriteLine(reason);
        writer.Flush();
        file.Flush(flushToDisk: true);
    }

    /// <summary>Releases the latch; the control row then decides alone.</summary>
    public void Release() => File.Delete(_path);
}
