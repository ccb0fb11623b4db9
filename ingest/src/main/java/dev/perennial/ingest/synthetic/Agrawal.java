package dev.perennial.ingest.synthetic;

import dev.perennial.schemas.random.CounterRandom;
import java.util.List;

/**
 * Who is given a loan, of Agrawal, Imielinski and Swami, "Database mining: a performance
 * perspective" (IEEE Transactions on Knowledge and Data Engineering 1993): nine features, in this
 * order salary, commission, age, level of education, make of car, zip code, value of the house,
 * years it has been owned, loan. Concepts 0 to 9 are their functions 1 to 10; group A is class 0.
 * Features that are categories are left as numbers, and nothing is perturbed.
 */
final class Agrawal implements Generator {

  private static final int CONCEPTS = 10;

  /** A person; amounts in dollars. */
  record Person(
      double salary,
      double commission,
      int age,
      int education,
      int car,
      int zipCode,
      double houseValue,
      int houseYears,
      double loan) {

    private static Person draw(CounterRandom random) {
      double salary = random.between(20_000, 150_000);
      double commission = salary >= 75_000 ? 0 : random.between(10_000, 75_000);
      int age = 20 + random.nextInt(61);
      int education = random.nextInt(5);
      int car = 1 + random.nextInt(20);
      int zipCode = random.nextInt(9);
      double houseValue = (9 - zipCode) * 100_000 * random.between(0.5, 1.5);
      int houseYears = 1 + random.nextInt(30);
      double loan = random.between(0, 500_000);
      return new Person(
          salary, commission, age, education, car, zipCode, houseValue, houseYears, loan);
    }

    private void put(float[] features) {
      features[0] = (float) salary;
      features[1] = (float) commission;
      features[2] = age;
      features[3] = education;
      features[4] = car;
      features[5] = zipCode;
      features[6] = (float) houseValue;
      features[7] = houseYears;
      features[8] = (float) loan;
    }

    private double income() {
      return 2 * (salary + commission) / 3;
    }

    private double equity() {
      return houseYears < 20 ? 0 : houseValue * (houseYears - 20) / 10;
    }

    /** The value for those below 40, below 60, and of 60 and more. */
    private <T> T byAge(T young, T middle, T old) {
      if (age < 40) {
        return young;
      }
      return age < 60 ? middle : old;
    }
  }

  /** Amounts from one to another, both included. */
  private record Range(double least, double most) {

    static Range thousands(int least, int most) {
      return new Range(least * 1_000.0, most * 1_000.0);
    }

    boolean has(double value) {
      return value >= least && value <= most;
    }
  }

  private static final Range LOW = Range.thousands(25, 75);
  private static final Range MEDIUM = Range.thousands(50, 100);
  private static final Range HIGH = Range.thousands(75, 125);
  private static final Range SMALL_LOAN = Range.thousands(100, 300);
  private static final Range LOAN = Range.thousands(200, 400);
  private static final Range LARGE_LOAN = Range.thousands(300, 500);

  @Override
  public int features() {
    return 9;
  }

  @Override
  public List<String> classNames() {
    return List.of("A", "B");
  }

  @Override
  public int concepts() {
    return CONCEPTS;
  }

  @Override
  public int draw(CounterRandom random, int concept, float[] features) {
    Person person = Person.draw(random);
    person.put(features);
    return isInGroupA(person, concept) ? 0 : 1;
  }

  static boolean isInGroupA(Person person, int concept) {
    return switch (concept) {
      case 0 -> person.age() < 40 || person.age() >= 60;
      case 1 -> person.byAge(MEDIUM, HIGH, LOW).has(person.salary());
      case 2 -> isOfLevel(person);
      case 3 -> salaryByLevel(person).has(person.salary());
      case 4 -> loanBySalary(person).has(person.loan());
      case 5 -> person.byAge(MEDIUM, HIGH, LOW).has(person.salary() + person.commission());
      case 6 -> person.income() - person.loan() / 5 - 20_000 > 0;
      case 7 -> person.income() - 5_000 * person.education() - 20_000 > 0;
      case 8 -> person.income() - 5_000 * person.education() - person.loan() / 5 - 10_000 > 0;
      default -> person.income() - 5_000 * person.education() + person.equity() / 5 - 10_000 > 0;
    };
  }

  private static boolean isOfLevel(Person person) {
    int least = person.byAge(0, 1, 2);
    int most = person.byAge(1, 3, 4);
    return person.education() >= least && person.education() <= most;
  }

  private static Range salaryByLevel(Person person) {
    return isOfLevel(person) ? person.byAge(LOW, MEDIUM, MEDIUM) : person.byAge(MEDIUM, HIGH, LOW);
  }

  private static Range loanBySalary(Person person) {
    return person.byAge(MEDIUM, HIGH, LOW).has(person.salary())
        ? person.byAge(SMALL_LOAN, LOAN, LARGE_LOAN)
        : person.byAge(LOAN, LARGE_LOAN, SMALL_LOAN);
  }
}
