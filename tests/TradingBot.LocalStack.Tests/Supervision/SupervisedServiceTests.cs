using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Supervision;

namespace TradingBot.LocalStack.Tests.Supervision;

public sealed class SupervisedServiceTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TestFolder _folder = new();
    private readonly Watchdog _watchdog = Watchdog.Start();
    private readonly List<string> _said = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _watchdog.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_service_is_healthy_when_it_answers_and_not_before()
    {
        using SupervisedService service = Service("touch going; while [ ! -f go ]; do sleep 0.02; done; touch ready; exec sleep 600");
        service.Begin();
        await AppearsAsync("going");
        Assert.Equal(ServiceState.Starting, service.State);

        await File.WriteAllTextAsync(_folder.File("go"), "", TestContext.Current.CancellationToken);
        await service.WaitForHealthyAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ServiceState.Healthy, service.State);
        await service.StopAsync(Patience);
        Assert.Equal((ServiceState.Stopped, (int?)null), (service.State, service.ProcessId));
    }

    [Fact]
    public async Task A_killed_service_runs_again_under_another_process_number()
    {
        using SupervisedService service = Service("touch ready; exec sleep 600");
        service.Begin();
        await service.WaitForHealthyAsync(TestContext.Current.CancellationToken);
        int first = Assert.NotNull(service.ProcessId);

        service.Signal(UnixSignal.Kill, ends: true);
        await service.WaitForHealthyAsync(TestContext.Current.CancellationToken);

        int second = Assert.NotNull(service.ProcessId);
        Assert.NotEqual(first, second);
        Assert.False(UnixSignal.Exists(first));
        Assert.Contains("trial ended with exit code 137; starting it again in 0.25 s", Assert.Single(_said), StringComparison.Ordinal);
        await service.StopAsync(Patience);
        Assert.False(UnixSignal.Exists(second));
    }

    [Fact]
    public async Task A_service_that_only_crashes_is_given_up_with_the_end_of_its_log()
    {
        using SupervisedService service = Service("echo the table is missing; exit 3");
        service.Begin();

        LocalStackException failure = await Assert.ThrowsAsync<LocalStackException>(
            () => service.WaitForHealthyAsync(TestContext.Current.CancellationToken));

        Assert.Contains("ended 3 times before it was healthy, the last time with exit code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the table is missing", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ServiceState.Failed, service.State);
        await service.StopAsync(Patience);
    }

    [Fact]
    public async Task A_service_that_never_answers_is_told_apart_from_one_that_crashes()
    {
        using SupervisedService service = Service("exec sleep 600", startPatience: TimeSpan.FromMilliseconds(300));
        service.Begin();

        LocalStackException failure = await Assert.ThrowsAsync<LocalStackException>(
            () => service.WaitForHealthyAsync(TestContext.Current.CancellationToken));

        Assert.Contains("did not become healthy within 0.3 s", failure.Message, StringComparison.Ordinal);
        await service.StopAsync(Patience);
    }

    [Fact]
    public async Task A_stopped_service_can_be_started_again()
    {
        using SupervisedService service = Service("touch ready; exec sleep 600");
        service.Begin();
        await service.WaitForHealthyAsync(TestContext.Current.CancellationToken);
        await service.StopAsync(Patience);

        service.Begin();
        await service.WaitForHealthyAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ServiceState.Healthy, service.State);
        await service.StopAsync(Patience);
    }

    private SupervisedService Service(string script, TimeSpan? startPatience = null)
    {
        ChildPlan plan = new("trial", "/bin/sh", ["-c", script], _folder.File("trial.log")) { WorkingDirectory = _folder.Path };
        ServiceDefinition definition = new("trial", "http://127.0.0.1:1", plan, _ => Task.FromResult(File.Exists(_folder.File("ready"))))
        {
            StartPatience = startPatience ?? TimeSpan.FromSeconds(60),
        };
        return new SupervisedService(definition, _watchdog, TimeProvider.System, _said.Add, () => { });
    }

    private async Task AppearsAsync(string name)
    {
        while (!File.Exists(_folder.File(name))) await Task.Delay(10, TestContext.Current.CancellationToken);
    }
}
