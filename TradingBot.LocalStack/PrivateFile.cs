namespace TradingBot.LocalStack;

/// <summary>Files that hold secrets.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces the file's contents in one step, so that no reader sees half of it; only the owner can read it (0600).</summary>
    public static void Write(string path, string contents)
    {
        string draft = $"{path}.{Path.GetRandomFileName()}";
#pragma warning disable CA1416 // Where there are no Unix file modes, IsAvailable has said no.
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
#pragma warning restore CA1416
        using (StreamWriter writer = new(draft, options)) writer.Write(contents);
        File.Move(draft, path, overwrite: true);
    }
}
