using TradingBot.Storage.Safety;
using TradingBot.Worker.Safety;

namespace TradingBot.Worker.Tests.Safety;

public sealed class AssemblyWatchTests
{
    [Fact]
    public void What_this_process_has_loaded_is_proven()
    {
        SafetyProof proof = new AssemblyWatch(TimeProvider.System).Prove();
        Assert.True(proof.Status == SafetyProofs.Ok, proof.Evidence);
    }

    [Theory]
    [InlineData("", false, "Planted was loaded from memory")]
    [InlineData("", true, "Planted was made at run time")]
    [InlineData("/tmp/planted.dll", false, "Planted was loaded from /tmp/planted.dll, which was not there at start")]
    public void Code_that_was_not_there_at_start_is_named(string location, bool isDynamic, string evidence)
    {
        AssemblyWatch watch = new(TimeProvider.System);
        watch.Loaded = () => [typeof(AssemblyWatch).Assembly, new StrangeAssembly(location, isDynamic)];
        SafetyProof proof = watch.Prove();
        Assert.Equal((SafetyProofs.Failed, evidence), (proof.Status, proof.Evidence));
    }

    [Fact]
    public void A_file_that_is_changed_after_it_was_loaded_is_named()
    {
        string path = Path.GetTempFileName();
        try
        {
            AssemblyWatch watch = new(TimeProvider.System, () => [new StrangeAssembly(path)]);
            Assert.Equal(SafetyProofs.Ok, watch.Prove().Status);
            File.WriteAllText(path, "another program");
            Assert.Equal($"{path} was changed", watch.Prove().Evidence);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
