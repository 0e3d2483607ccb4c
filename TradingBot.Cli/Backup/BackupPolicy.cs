using System.Globalization;

namespace TradingBot.Cli.Backup;

/// <summary>How many backups are kept: the newest of each of the last days, and the newest of each of the last weeks that have one.</summary>
/// <param name="Daily">Days, 1 or more.</param>
/// <param name="Weekly">Weeks, 0 or more.</param>
internal sealed record BackupPolicy(int Daily, int Weekly)
{
    /// <summary>What may go. The newest one that was proven by a restore stays in any case.</summary>
    public IReadOnlyList<BackupReceipt> Superfluous(IReadOnlyList<BackupReceipt> all)
    {
        BackupReceipt[] newestFirst = [.. all.OrderByDescending(receipt => receipt.CreatedAt)];
        HashSet<BackupReceipt> kept =
        [
            .. newestFirst.DistinctBy(receipt => receipt.CreatedAt.UtcDateTime.Date).Take(Daily),
            .. newestFirst.DistinctBy(receipt => Week(receipt.CreatedAt)).Take(Weekly),
            .. newestFirst.Where(receipt => receipt.Proof is { Holds: true }).Take(1),
        ];
        return [.. newestFirst.Where(receipt => !kept.Contains(receipt))];
    }

    private static (int Year, int Week) Week(DateTimeOffset time) => (ISOWeek.GetYear(time.UtcDateTime), ISOWeek.GetWeekOfYear(time.UtcDateTime));
}
