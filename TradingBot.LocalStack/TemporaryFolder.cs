using TradingBot.LocalStack.Programs;

namespace TradingBot.LocalStack;

/// <summary>Fresh folders that another user may pass through, but not list or change.</summary>
internal static class TemporaryFolder
{
    private const UnixFileMode Traversable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>A fresh folder with a subfolder that belongs to the user and that the user can reach.</summary>
    public static async Task<(string Parent, string Owned)> CreateForAsync(UnprivilegedUser user, string name, CancellationToken cancellation)
    {
        // The variable TMPDIR may point below a closed home folder.
        string[] places = [Path.GetTempPath(), "/tmp", "/var/tmp"];
        foreach (string place in places)
        {
            string parent = Path.Combine(place, $"tradingbot-{name}-{Path.GetRandomFileName()}");
            try
            {
#pragma warning disable CA1416 // Where there are no Unix file modes, IsAvailable has said no.
                string owned = Path.Combine(Directory.CreateDirectory(parent, Traversable).FullName, "data");
                Directory.CreateDirectory(owned, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#pragma warning restore CA1416
                await user.TakeOwnershipAsync(owned, cancellation).ConfigureAwait(false);
                if (await user.CanWriteAsync(owned, cancellation).ConfigureAwait(false)) return (parent, owned);
                Directory.Delete(parent, recursive: true);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // The next place may do; the message below names them all.
            }
        }
        throw new LocalStackException($"No temporary folder can be used by the user {user.Name ?? Environment.UserName}: tried {string.Join(", ", places)}.");
    }
}
