namespace FerCare.Affect;

/// <summary>
/// Direction of the head in degrees. Yaw is positive when the person turns to their left (image right), pitch positive when
/// the head is raised, roll positive when it leans to the image's right (clockwise as seen).
/// </summary>
public readonly record struct HeadPose
{
    public HeadPose(double yaw, double pitch, double roll)
    {
        Yaw = Checked(yaw, nameof(yaw));
        Pitch = Checked(pitch, nameof(pitch));
        Roll = Checked(roll, nameof(roll));
    }

    public double Yaw { get; }
    public double Pitch { get; }
    public double Roll { get; }

    private static double Checked(double degrees, string name) => degrees is >= -180 and <= 180 ? degrees
        : throw new ArgumentOutOfRangeException(name, degrees, "Expected degrees in -180..180.");
}
