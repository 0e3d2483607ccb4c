using System.Text;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Egress.Keys;
using TradingBot.Exchanges.Status;

namespace TradingBot.SafetyProof.Beside;

/// <summary>A key from its file to its end.</summary>
internal sealed partial class BesideTrial
{
    private static readonly TimeSpan ShortLimit = TimeSpan.FromMilliseconds(400);

    private async Task KeyLifeAsync(CancellationToken cancellation)
    {
        using FeedMetrics metrics = new(new FeedStatusBoard(TimeProvider.System));
        foreach (string? nothing in (string?[])[null, "", " "])
        {
            using Life none = new(this, nothing, metrics);
            await none.Key.ProbeAsync(cancellation);
            none.Key.Discard("for nothing");
            Hold(none.Key.State == ReadKeyState.None && none.Key.Evidence.StartsWith("no key is configured", StringComparison.Ordinal) && none.Changes.Count == 0 && none.Asked == 0 && !none.IsOpen(KeyInfo), "no key is something");
        }
        await GoodThenBadAsync(metrics, cancellation);
        foreach ((string what, string file, string said) in ((string, string, string)[])
        [
            ("a missing file", Path.Combine(folder, "gone"), Answer(Good)), ("a key that may trade", Write(JsonFile), Answer(Permission("General,Spot"))), ("a refusal", Write(JsonFile), "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"),
            ("half an answer", Write(JsonFile), "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"), ("no HTTP", Write(JsonFile), "220 hello\r\n\r\n"),
        ])
        {
            using Life bad = new(this, file, metrics);
            answer(said);
            await bad.Key.ProbeAsync(cancellation);
            Hold(bad.Key.State == ReadKeyState.Discarded && bad.Changes.SequenceEqual([ReadKeyState.Discarded]) && !bad.IsOpen(KeyInfo) && !bad.IsOpen(FullBook), $"the key lives on after {what}");
        }
        await UnaskedAsync(metrics, cancellation);
    }

    private async Task GoodThenBadAsync(FeedMetrics metrics, CancellationToken cancellation)
    {
        using Life life = new(this, Write(JsonFile), metrics);
        Hold(life.Key.State == ReadKeyState.Unproven && life.Key.Evidence.EndsWith("it is not used", StringComparison.Ordinal) && !life.IsOpen(KeyInfo), "a key is good before anybody was asked");
        answer(Answer(Good));
        for (int probe = 1; probe <= 2; probe++)
        {
            await life.Key.ProbeAsync(cancellation);
            Hold(life.Key.State == ReadKeyState.Good && life.Changes.SequenceEqual([ReadKeyState.Good]) && life.Asked == probe && life.IsOpen(KeyInfo) && life.IsOpen(FullBook), "a good key is not used, or told again");
        }
        answer(Answer(Permission("Spot")));
        await life.Key.ProbeAsync(cancellation);
        Hold(life.Key.State == ReadKeyState.Discarded && life.Changes.SequenceEqual([ReadKeyState.Good, ReadKeyState.Discarded]) && !life.IsOpen(KeyInfo) && !life.IsOpen(FullBook), "a key that turned bad is kept");
        answer(Answer(Good));
        await life.Key.ProbeAsync(cancellation);
        life.Key.Discard("again");
        Hold(life.Key.State == ReadKeyState.Discarded && life.Changes.Count == 2 && life.Asked == 3, "a discarded key comes back, or is told twice");
        Hold(!life.Key.Evidence.Contains(Secret, StringComparison.Ordinal) && !life.Key.Evidence.Contains(Id, StringComparison.Ordinal), "the evidence has something of the key");
    }

    /// <summary>While the venue forbids requests, while another market is read, and when the host stops.</summary>
    private async Task UnaskedAsync(FeedMetrics metrics, CancellationToken cancellation)
    {
        answer(Answer(Good));
        using (Life blocked = new(this, Write(JsonFile), metrics) { IsBlocked = true })
        {
            await blocked.Key.ProbeAsync(cancellation);
            Hold(blocked.Key.State == ReadKeyState.Unproven && blocked.Asked == 0, "KuCoin is asked while it forbids that");
        }
        using (Life elsewhere = new(this, Write(JsonFile), metrics, isSimulated: false))
        {
            await elsewhere.Key.ProbeAsync(cancellation);
            Hold(elsewhere.Key.State == ReadKeyState.Unproven && elsewhere.Asked == 0 && elsewhere.Guard.Denials == 0, "a key for one market is asked about while another is read");
        }
        using Life stopping = new(this, Write(JsonFile), metrics);
        using CancellationTokenSource stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await stopped.CancelAsync();
        await ThrowsAsync<OperationCanceledException>(() => stopping.Key.ProbeAsync(stopped.Token), "a stop of the host is taken for an answer");
        Hold(stopping.Key.State == ReadKeyState.Unproven, "a stop of the host discards the key");
        await stopping.Key.ProbeAsync(cancellation);
        stopping.Key.Dispose();
        Hold(!stopping.IsOpen(KeyInfo), "a key is open after its end");
    }

    private static string Answer(string body) => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    /// <summary>One key with all that it needs.</summary>
    private sealed class Life : IDisposable
    {
        private readonly ExchangeHttp _http;
        private readonly Uri _venue;
        private readonly Func<int> _requests;
        private readonly int _before;

        public Life(BesideTrial trial, string? file, FeedMetrics metrics, bool isSimulated = true)
        {
            (_venue, _requests, _before) = (trial.Venue, trial.Requests, trial.Requests());
            Guard = new(EgressAllowList.Simulated(_venue), metrics);
            _http = new(Guard, ShortLimit);
            Key = new(file, _venue, isSimulated, Guard, _http, TimeProvider.System, _ => IsBlocked);
            Key.Changed += (state, _) => Changes.Add(state);
        }

        public EgressGuard Guard { get; }

        public KuCoinReadKey Key { get; }

        public bool IsBlocked { get; init; }

        public List<ReadKeyState> Changes { get; } = [];

        public int Asked => _requests() - _before;

        public bool IsOpen(string path)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(_venue, path));
            return Guard.Probe(request) is null;
        }

        public void Dispose()
        {
            Key.Dispose();
            _http.Dispose();
        }
    }
}
