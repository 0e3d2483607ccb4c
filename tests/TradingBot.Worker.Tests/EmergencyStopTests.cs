using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Control;

namespace TradingBot.Worker.Tests;

/// <summary>An emergency stop in the middle of it: orders go on coming as if nobody had heard of it.</summary>
public sealed class EmergencyStopTests(ServerFixture servers)
{
    private const int ExecutionsBefore = 50;
    private const int OrdersAfter = 200;
    private const int OrdersPerSecond = 200;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Under_a_load_of_200_orders_a_second_nothing_is_executed_after_a_stop_was_acknowledged()
    {
        (WorkerUnderTest worker, _) = await servers.SharedWorkerAsync();
        Guid account = Guid.CreateVersion7();
        await worker.DoAsync(account, new OpenAccountBody("Stop under load", "USDT", new Dictionary<string, decimal> { ["USDT"] = 1_000_000m }, new(50_000m, 900_000m, 0.5m, 1_000)));
        ControlStore control = worker.Services.GetRequiredService<ControlStore>();
        ConcurrentBag<CommandReply> answers = [];
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        long start = Stopwatch.GetTimestamp();
        Task<int> load = OrdersAsync(worker, account, answers, enough.Token);
        await WorkerUnderTest.UntilAsync(async () => await ExecutionsAsync(worker) >= ExecutionsBefore);

        Stopwatch watch = Stopwatch.StartNew();
        ControlSnapshot stopped = await control.StopAsync("drill under load", "tester", Cancellation);
        IReadOnlyList<ControlAcknowledgement> said = await control.WaitForAcknowledgementsAsync(stopped.Epoch, TimeSpan.FromSeconds(5), Cancellation);
        double acknowledgedMs = watch.Elapsed.TotalMilliseconds;
        int executed = await ExecutionsAsync(worker);
        int refusedBefore = answers.Count(answer => answer.Reason == "tradingHalted");
        await WorkerUnderTest.UntilAsync(() => answers.Count(answer => answer.Reason == "tradingHalted") >= refusedBefore + OrdersAfter);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await enough.CancelAsync();
        int sent = await load;
        int executedAfter = await ExecutionsAsync(worker);
        ControlSnapshot resumed = await control.ResumeAsync("drill over", "tester", Cancellation);
        await control.WaitForAcknowledgementsAsync(resumed.Epoch, TimeSpan.FromSeconds(5), Cancellation);

        TestContext.Current.TestOutputHelper?.WriteLine($"stop acknowledged after {acknowledgedMs:0} ms under {sent / seconds:0} orders a second; {executed} executions before, {executedAfter - executed} after");
        Assert.All(said, acknowledgement => Assert.True(acknowledgement.Acknowledged));
        Assert.Equal(executed, executedAfter);
        Assert.InRange(acknowledgedMs, 0, 5_000); // five times the second that is promised
        Assert.Equal(sent, answers.Count);
    }

    private static Task<int> ExecutionsAsync(WorkerUnderTest worker) => worker.ReadAsync(read => read.TradeExecutions.CountAsync(Cancellation));

    /// <summary>Sends by the clock, not by the answers, until told that it is enough; returns how many when all are answered.</summary>
    private static async Task<int> OrdersAsync(WorkerUnderTest worker, Guid account, ConcurrentBag<CommandReply> answers, CancellationToken enough)
    {
        List<Task> open = [];
        long start = Stopwatch.GetTimestamp();
        using PeriodicTimer timer = new(Tick);
        try
        {
            // What a late tick has missed is made up for.
            while (await timer.WaitForNextTickAsync(enough))
            {
                for (double due = Stopwatch.GetElapsedTime(start).TotalSeconds * OrdersPerSecond; open.Count < due;)
                {
                    PlaceOrderBody order = new("binance", "BTC-USDT", open.Count % 2 == 0 ? "buy" : "sell", "market", 0.001m, null, null);
                    open.Add(Task.Run(async () => answers.Add(await worker.DoAsync(account, order)), Cancellation));
                }
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // Enough.
        }
        await Task.WhenAll(open);
        return open.Count;
    }
}
