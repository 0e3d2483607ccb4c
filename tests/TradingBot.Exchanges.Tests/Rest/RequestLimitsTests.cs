using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.Tests.Rest;

public sealed class RequestLimitsTests
{
    private readonly FixedTime _time = new();

    [Fact]
    public void The_circuit_opens_after_failures_in_a_row_and_lets_one_try_after_a_pause_that_doubles()
    {
        CircuitBreaker breaker = new(_time);
        for (int failure = 1; failure < CircuitBreaker.FailuresToOpen; failure++) breaker.Failed();
        Assert.Null(breaker.Enter());
        breaker.Failed();
        DateTimeOffset opened = _time.Now;
        Assert.Equal(opened + CircuitBreaker.FirstPause, breaker.Enter());
        TimeSpan pause = CircuitBreaker.FirstPause;
        for (int attempt = 0; attempt < 6; attempt++)
        {
            _time.Now += pause;
            Assert.Null(breaker.Enter());
            // While one tries, no other goes.
            Assert.NotNull(breaker.Enter());
            breaker.Failed();
            pause = pause * 2 < CircuitBreaker.PauseLimit ? pause * 2 : CircuitBreaker.PauseLimit;
            Assert.Equal(_time.Now + pause, breaker.Enter());
        }
        _time.Now += pause;
        Assert.Null(breaker.Enter());
        breaker.Succeeded();
        Assert.Null(breaker.OpenUntil);
        Assert.Null(breaker.Enter());
    }

    [Fact]
    public void A_success_between_failures_keeps_the_circuit_closed_and_a_try_without_an_end_is_not_waited_for_for_ever()
    {
        CircuitBreaker breaker = new(_time);
        for (int round = 0; round < 10; round++)
        {
            for (int failure = 1; failure < CircuitBreaker.FailuresToOpen; failure++) breaker.Failed();
            breaker.Succeeded();
        }
        Assert.Null(breaker.Enter());
        for (int failure = 0; failure < CircuitBreaker.FailuresToOpen; failure++) breaker.Failed();
        _time.Now += CircuitBreaker.FirstPause;
        Assert.Null(breaker.Enter());
        _time.Now += CircuitBreaker.PauseLimit;
        Assert.Null(breaker.Enter());
        breaker.Left();
        Assert.Null(breaker.Enter());
    }

    [Theory]
    [InlineData(300, 240)]
    [InlineData(30, 24)]
    public async Task Sockets_are_opened_no_more_often_than_four_fifths_of_what_the_venue_allows(int limit, int usable)
    {
        ConnectBudget budget = new(Venue.Binance, limit, TimeSpan.FromMinutes(1), new VenueBlocks(), "host", _time);
        for (int attempt = 0; attempt < usable; attempt++) Assert.True(budget.TakeTurnAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        using CancellationTokenSource enough = new();
        Task waiting = budget.TakeTurnAsync(enough.Token);
        Assert.False(waiting.IsCompleted);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _time.Now += TimeSpan.FromMinutes(1);
        Assert.True(budget.TakeTurnAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task While_the_venue_forbids_requests_no_socket_is_opened_and_of_two_orders_the_later_end_counts()
    {
        VenueBlocks blocks = new();
        List<VenueBlock> told = [];
        blocks.Blocked += told.Add;
        ConnectBudget budget = new(Venue.KuCoin, 30, TimeSpan.FromMinutes(1), blocks, "api.kucoin.com", _time);
        VenueBlock order = new(Venue.KuCoin, "api.kucoin.com", _time.Now + TimeSpan.FromMinutes(2), "418");
        blocks.Restore(order);
        Assert.Empty(told);
        blocks.Add(order with { Until = _time.Now + TimeSpan.FromMinutes(1) });
        Assert.Single(told);
        ExchangeException refused = await Assert.ThrowsAsync<ExchangeException>(() => budget.TakeTurnAsync(TestContext.Current.CancellationToken));
        Assert.Equal((ExchangeFailure.RateLimited, order.Until), (refused.Failure, refused.RetryAt));
        Assert.Null(blocks.Until(Venue.KuCoin, "127.0.0.1:3005", _time.Now));
        Assert.Null(blocks.Until(Venue.Binance, "api.kucoin.com", _time.Now));
        _time.Now += TimeSpan.FromMinutes(2);
        Assert.True(budget.TakeTurnAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    [Fact]
    public void The_configured_pause_between_requests_is_kept_whatever_is_set_at_run_time()
    {
        RequestPace pace = new() { ConfiguredDelay = TimeSpan.FromMilliseconds(200) };
        Assert.Equal(200, pace.MinimumDelay.TotalMilliseconds);
        pace.MinimumDelay = TimeSpan.FromMilliseconds(50);
        Assert.Equal(200, pace.MinimumDelay.TotalMilliseconds);
        pace.MinimumDelay = TimeSpan.FromSeconds(2);
        Assert.Equal(2000, pace.MinimumDelay.TotalMilliseconds);
    }

    private sealed class FixedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
