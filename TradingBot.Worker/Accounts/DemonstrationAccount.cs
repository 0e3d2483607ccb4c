using Microsoft.EntityFrameworkCore;
using Npgsql;
using TradingBot.Engine.Instruments;
using TradingBot.Storage;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Names;
using TradingBot.Storage.Reading;
using TradingBot.Worker.Hosting;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Accounts;

/// <summary>
/// On the very first start, opens an account with virtual cash and three strategies, by ordinary commands, so that a newcomer has something to look at. Nothing is
/// arranged: whether and when they trade is up to them and the market.
/// </summary>
internal sealed partial class DemonstrationAccount(
    CommandQueue commands, CommandAnswers answers, IDbContextFactory<TradingBotDbContext> database, TradingLoop loop, WorkerIdentity worker, IConfiguration configuration,
    TimeProvider time, ILogger<DemonstrationAccount> logger) : BackgroundService
{
    private const string Key = "demonstration-account";
    private const int BarSeconds = 5;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan VenuesPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);

    private static readonly (string Kind, string Symbol)[] Strategies =
        [("ma-cross", "BTC-USDT"), ("rsi-reversion", "ETH-USDT"), ("learned", "SOL-USDT")];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!configuration.GetValue("Demonstration:Enabled", true)) return;
        try
        {
            while (!await TryCreateAsync(stoppingToken)) await Task.Delay(LookInterval, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; the next start goes on where this one ended.
        }
    }

    private async Task<bool> TryCreateAsync(CancellationToken cancellation)
    {
        if (!loop.IsLive || Choose(loop.Instruments) is not { } chosen) return false;
        try
        {
            if (!await IsNeededAsync(cancellation)) return true;
            OpenAccountBody body = new("Demo", "USDT", new Dictionary<string, decimal> { ["USDT"] = 10_000m }, new(2_500m, 4_000m, 0.2m, 50));
            SubmissionResult opened = await SubmitAsync(Key, Guid.CreateVersion7(), body, cancellation);
            for (int i = 0; i < Strategies.Length; i++)
            {
                ConfigureStrategyBody strategy = new(
                    $"{Strategies[i].Kind}-{chosen[i].BaseAsset.ToLowerInvariant()}", Strategies[i].Kind, StoredNames.Of(chosen[i].Venue), chosen[i].Symbol, BarSeconds);
                await SubmitAsync($"{Key}/{strategy.StrategyId}", opened.AccountId, strategy, cancellation);
            }
            LogCreated(opened.AccountId);
            return true;
        }
        catch (Exception failure) when (failure is StorageException or NpgsqlException or TimeoutException or InvalidOperationException { InnerException: NpgsqlException })
        {
            LogNotCreated(failure.Message);
            return false;
        }
    }

    // Needed where there is no account at all, or where an earlier start was interrupted between its commands.
    private async Task<bool> IsNeededAsync(CancellationToken cancellation)
    {
        await using TradingBotDbContext read = await database.CreateDbContextAsync(cancellation);
        int submitted = await read.Commands.CountAsync(row => row.Actor == WorkerIdentity.SystemActor && row.IdempotencyKey.StartsWith(Key), cancellation);
        return submitted == 0 ? !await read.Accounts.AnyAsync(cancellation) : submitted <= Strategies.Length;
    }

    private async Task<SubmissionResult> SubmitAsync(string key, Guid account, CommandBody body, CancellationToken cancellation)
    {
        SubmissionResult result = await commands.SubmitAsync(new(Guid.CreateVersion7(), key, WorkerIdentity.SystemActor, account, body), cancellation);
        CommandReply? reply = result.Answer ?? await answers.WaitForAnswerAsync(result.CommandId, AnswerPatience, cancellation);
        if (reply is { IsDone: false }) LogRefused(body.Kind, reply.Reason, reply.Message ?? "");
        return result;
    }

    // Each strategy has a market of its own where there are enough; a recording may have only one. A venue that is slow to come is waited for, but not for ever.
    private Instrument[]? Choose(IReadOnlyList<Instrument> known)
    {
        Instrument[] traded = [.. known.Where(instrument => instrument.IsTrading).OrderBy(instrument => instrument.Venue).ThenBy(instrument => instrument.Id.Number)];
        bool whole = Strategies.All(strategy => traded.Any(instrument => instrument.Venue == Venue.Binance && instrument.Symbol == strategy.Symbol));
        if (traded.Length == 0 || (!whole && time.GetUtcNow() - worker.StartedAt < VenuesPatience)) return null;
        return [.. Strategies.Select(strategy => traded.FirstOrDefault(instrument => instrument.Symbol == strategy.Symbol) ?? traded[0])];
    }

    [LoggerMessage(3801, LogLevel.Information, "The demonstration account {Account} has three strategies on five-second bars")]
    private partial void LogCreated(Guid account);

    [LoggerMessage(3802, LogLevel.Warning, "The demonstration account could not be made yet: {Reason}")]
    private partial void LogNotCreated(string reason);

    [LoggerMessage(3803, LogLevel.Warning, "A command of the demonstration account was refused: {Kind}: {Reason}: {Message}")]
    private partial void LogRefused(string kind, string reason, string message);
}
