using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Storage;
using TradingBot.Storage.Commands;

namespace TradingBot.Worker.Tests.Crashes;

/// <summary>Clients that place and cancel orders without a pause, each command under a key, and repeat a command under its key until they have its answer.</summary>
internal sealed class OrderLoad(ServiceProvider client, IReadOnlyList<Guid> accounts, int seed) : IAsyncDisposable
{
    private const int ClientsPerAccount = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (Guid Account, CommandBody Body, CommandReply Reply)> _acknowledged = new();
    private readonly ConcurrentQueue<string> _contradictions = new();
    private readonly CancellationTokenSource _enough = new();
    private Task _clients = Task.CompletedTask;

    /// <summary>How many commands were answered.</summary>
    public int Answered => _acknowledged.Count;

    /// <summary>Commands of which a client was told the answer, by key.</summary>
    public IReadOnlyDictionary<string, (Guid Account, CommandBody Body, CommandReply Reply)> Acknowledged() => _acknowledged.ToDictionary();

    /// <summary>Answers that differed between a command and its repeat.</summary>
    public IReadOnlyCollection<string> Contradictions => _contradictions;

    public void Start() => _clients = Task.WhenAll(accounts.SelectMany((account, index) =>
        Enumerable.Range(0, ClientsPerAccount).Select(number => Task.Run(() => GoOnAsync(account, $"{index}-{number}", new Random(HashCode.Combine(seed, index, number)))))));

    /// <summary>No new commands; returns when each that was handed in has its answer.</summary>
    public async Task FinishAsync()
    {
        await _enough.CancelAsync();
        await _clients.WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        _enough.Dispose();
    }

    private async Task GoOnAsync(Guid account, string name, Random random)
    {
        List<Guid> placed = [];
        for (int number = 0; !_enough.IsCancellationRequested; number++)
        {
            string key = $"{name}-{number}";
            CommandBody body = Draw(random, placed);
            CommandReply reply = await AskAsync(account, key, body);
            _acknowledged[key] = (account, body, reply);
            if (body is PlaceOrderBody && reply is { IsDone: true, OrderId: { } order }) placed.Add(order);
            if (random.Next(5) == 0 && await AskAsync(account, key, body) is var again && again != reply) _contradictions.Enqueue($"{key}: {reply}, then {again}");
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private static CommandBody Draw(Random random, List<Guid> placed) => random.Next(100) switch
    {
        < 25 => new PlaceOrderBody("binance", "BTC-USDT", "buy", "market", 0.001m * random.Next(1, 20), null, null),
        < 40 => new PlaceOrderBody("binance", "BTC-USDT", "sell", "market", 0.001m * random.Next(1, 20), null, null),
        < 75 => new PlaceOrderBody("binance", "BTC-USDT", "buy", "limit", 0.001m * random.Next(1, 20), 40_000m + random.Next(1_000), "gtc"),
        < 92 when placed.Count > 0 => new CancelOrderBody(placed[random.Next(placed.Count)]),
        < 97 => new CancelAllBody(),
        // Refused: the client must be told the same refusal for ever, too.
        _ => new PlaceOrderBody("binance", "BTC-USDT", "buy", "limit", 0.01m, 40_000.0001m, "gtc"),
    };

    // A client that is not told the outcome never guesses it: it asks again under the same key.
    private async Task<CommandReply> AskAsync(Guid account, string key, CommandBody body)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        while (true)
        {
            try
            {
                SubmissionResult submitted = await client.GetRequiredService<CommandQueue>().SubmitAsync(new(Guid.CreateVersion7(), key, "load", account, body), cancellation);
                if (submitted.State == SubmissionState.OtherBody) throw new InvalidOperationException($"{key} stands for another body");
                if ((submitted.Answer ?? await client.GetRequiredService<CommandAnswers>().WaitForAnswerAsync(submitted.CommandId, AnswerPatience, cancellation)) is { } reply) return reply;
            }
            catch (StorageException)
            {
                await Task.Delay(Pause, cancellation);
            }
        }
    }
}
