using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace TradingBot.Storage.Audit;

/// <summary>
/// Where the audit log keeps files: rows that wait for the database, and the heads of the chain that were exported. A folder per database, below
/// <c>Audit:Folder</c> (on another disk, if there is one), else below the data folder.
/// </summary>
internal sealed class AuditFolder
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(2);

    public AuditFolder(IConfiguration configuration)
    {
        string root = configuration["Audit:Folder"] is { Length: > 0 } given ? System.IO.Path.GetFullPath(given) : System.IO.Path.Combine(DataFolder.Of(configuration), "audit");
        string database = DatabaseAddress.NameOf(DatabaseAddress.FromConfiguration(configuration));
        Path = System.IO.Path.Combine(root, string.Concat(database.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' ? letter : '_')));
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Holds one of the folder's locks, which other processes of this machine respect, as soon as it is free.</summary>
    /// <exception cref="IOException">Another held it for too long, or the folder cannot be written.</exception>
    public async Task<FileStream> LockAsync(string name)
    {
        long until = Environment.TickCount64 + (long)LockPatience.TotalMilliseconds;
        while (true)
        {
            if (TryLock(name) is { } held) return held;
            if (Environment.TickCount64 >= until) throw new IOException($"{File(name)} has been held by another process for {LockPatience.TotalSeconds:0} s");
            await Task.Delay(RandomNumberGenerator.GetInt32(2, 12)).ConfigureAwait(false);
        }
    }

    /// <summary>Holds one of the folder's locks.</summary>
    /// <returns>None where another holds it.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public FileStream? TryLock(string name)
    {
        Directory.CreateDirectory(Path);
        try
        {
            return Open(name, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException) when (System.IO.File.Exists(File(name)))
        {
            return null;
        }
    }

    /// <summary>Opens a file that only its owner may read: audit rows name people and machines.</summary>
    public FileStream Open(string name, FileMode mode, FileShare share)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows() && mode is not FileMode.Open) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(File(name), options);
    }
}
