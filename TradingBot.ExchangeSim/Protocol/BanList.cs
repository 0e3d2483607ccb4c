using System.Collections.Concurrent;

namespace TradingBot.ExchangeSim.Protocol;

/// <summary>Addresses that go on asking though they have been told to wait: banned for a time that doubles with each ban.</summary>
internal sealed class BanList(TimeProvider time)
{
    private const int MostClients = 10_000;
    private const int MostDoublings = 11;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3);

    private readonly ConcurrentDictionary<string, Offender> _offenders = new(StringComparer.Ordinal);

    /// <summary>How long an address is still banned; zero where it is not.</summary>
    public TimeSpan BannedFor(string client)
    {
        if (!_offenders.TryGetValue(client, out Offender? offender))
            return TimeSpan.Zero;
        long left = Volatile.Read(ref offender.BannedUntilTicks) - time.GetUtcNow().UtcTicks;
        return left > 0 ? TimeSpan.FromTicks(left) : TimeSpan.Zero;
    }

    /// <summary>Notes a refusal with 429; from so many on the address is banned.</summary>
    public void NoteRefusal(string client, int refusalsBeforeBan, int banSeconds)
    {
        if (refusalsBeforeBan == 0 || banSeconds == 0)
            return;
        if (_offenders.Count >= MostClients)
            _offenders.Clear();
        Offender offender = _offenders.GetOrAdd(client, _ => new Offender());
        lock (offender)
        {
            if (++offender.Refusals < refusalsBeforeBan)
                return;
            offender.Refusals = 0;
            double seconds = banSeconds * Math.Pow(2, Math.Min(offender.Bans++, MostDoublings));
            var lasts = TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds));
            Volatile.Write(ref offender.BannedUntilTicks, (time.GetUtcNow() + lasts).UtcTicks);
        }
    }

    private sealed class Offender
    {
        public int Refusals;
        public int Bans;
        public long BannedUntilTicks;
    }
}
